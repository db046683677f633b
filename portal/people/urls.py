"""Addresses of the people and the places rooms."""

from django.urls import include, path

from portal.people.views import bodies, duties, homes, rulebook

people = [
    path("people/", bodies.listing, name="list"),
    path("people/bodies/add/", bodies.add, name="add_body"),
    path("people/bodies/<int:pk>/", bodies.detail, name="body"),
    path("people/bodies/<int:pk>/edit/", bodies.edit, name="edit_body"),
    path("people/bodies/<int:pk>/close/", bodies.close, name="close_body"),
    path("people/bodies/<int:pk>/appoint/", bodies.seat, name="appoint"),
    path("people/memberships/<int:pk>/end/", bodies.unseat, name="end_membership"),
    path("people/invite/", bodies.invite, name="invite"),
    path("people/<int:pk>/link/", bodies.renew, name="renew_link"),
    path("people/duties/", duties.listing, name="duties"),
    path("people/duties/give/", duties.give, name="give_duty"),
    path("people/duties/<int:pk>/end/", duties.end, name="end_duty"),
    path("residents/", homes.listing, name="residents"),
    path("residents/<int:pk>/confirm/", homes.confirm, name="confirm_home"),
    path("residents/<int:pk>/refuse/", homes.refuse, name="refuse_home"),
]
places = [
    path("rules/", rulebook.index, name="rulebooks"),
    path("rules/<slug:code>/", rulebook.listing, name="rules"),
    path("rules/<slug:code>/<str:key>/", rulebook.change, name="set_rule"),
]
urlpatterns = [
    path("", include((people, "people"))),
    path("", include((places, "places"))),
]
