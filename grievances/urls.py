"""Addresses of complaints: the public's and the residents'."""

from django.urls import path

from grievances.urls_work import work_patterns
from grievances.views import (
    answer,
    check,
    contact,
    filing,
    listing,
    mine,
    page,
    photos,
    start,
    where,
)

app_name = "grievances"
DRAFT = "file/<uuid:pk>/"
CASE = "cases/<str:number>/"

urlpatterns = [
    *work_patterns,
    path("cases/", listing.listing, name="list"),
    path("file/", start.start, name="start"),
    path(f"{DRAFT}what/", filing.what, name="what"),
    path(f"{DRAFT}nearby/", filing.nearby, name="nearby"),
    path(f"{DRAFT}where/", where.where, name="where"),
    path(f"{DRAFT}same/", filing.same, name="same"),
    path(f"{DRAFT}kind/", filing.kind, name="kind"),
    path(f"{DRAFT}urgency/", filing.urgency, name="urgency"),
    path(f"{DRAFT}danger/", filing.danger, name="danger"),
    path(f"{DRAFT}about/", filing.about, name="about"),
    path(f"{DRAFT}contact/", contact.contact, name="contact"),
    path(f"{DRAFT}contact/code/", contact.contact_code, name="contact_code"),
    path(f"{DRAFT}check/", check.check, name="check"),
    path(f"{DRAFT}done/", check.done, name="done"),
    path(f"{DRAFT}discard/", start.discard, name="discard"),
    path(f"{DRAFT}photos/<uuid:photo>/<str:size>/", photos.draft_photo, name="draft_photo"),
    path("places/<int:pk>/plan.svg", where.plan, name="plan"),
    path("mine/", mine.mine, name="mine"),
    path("receipt/", mine.receipt, name="receipt"),
    path(CASE, page.case, name="case"),
    path(f"{CASE}answer/", answer.answer, name="answer"),
    path(f"{CASE}reply/", answer.reply, name="reply"),
    path(f"{CASE}withdraw/", answer.withdraw, name="withdraw"),
    path(f"{CASE}looks/", answer.looks, name="looks"),
    path(f"{CASE}join/", mine.join, name="join"),
    path(f"{CASE}leave/", mine.leave, name="leave"),
    path(f"{CASE}photos/<uuid:photo>/<str:size>/", photos.photo, name="photo"),
]
