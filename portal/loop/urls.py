"""The pages of this room."""

from django.urls import path

from portal.loop import views

app_name = "loop"
urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/<int:year>/official/", views.official, name="official"),
]
