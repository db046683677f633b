"""Addresses of the roof: front page, my desk, who may do what, how a case travels."""

from django.urls import path

from portal.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.front, name="front"),
    path("desk/", views.home, name="home"),
    path("who-may-do-what/", views.roles, name="roles"),
    path("how-it-travels/", views.travels, name="travels"),
    path("figures/", views.show_figures, name="figures"),
]
