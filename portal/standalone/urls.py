"""Addresses of the health pages."""

from django.urls import path

from portal.standalone import views

app_name = "standalone"
urlpatterns = [
    path("healthz/live", views.live, name="live"),
    path("healthz/ready", views.ready, name="ready"),
]
