"""Every address of the house."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("portal.standalone.urls")),
    path("", include("portal.signin.urls")),  # before the administration: its door is ours
    path("admin/", admin.site.urls),
    path("", include("portal.people.urls")),
    path("", include("portal.face.urls")),
    path("inbox/", include("portal.notices.urls")),
    path("", include("portal.loop.urls")),
    path("", include("portal.desk.urls")),
    path("", include("grievances.urls")),
]
