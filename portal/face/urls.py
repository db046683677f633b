"""Addresses of the face: preferences, language, the component page."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from portal.face import views

app_name = "face"
urlpatterns = [
    path("mode/", views.choose, name="choose"),
    path("language/", csrf_exempt(set_language), name="language"),
    path("design/", views.design, name="design"),
]
