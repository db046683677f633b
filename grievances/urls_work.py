"""Addresses of those who work; `grievances.urls` takes them in."""

from django.urls import path

from grievances.views import covering, queue, templates, work

work_patterns = [
    path("queue/", queue.show_queue, name="queue"),
    path("queue/batch/", work.move_many, name="batch"),
    path("queue/templates/", templates.show, name="templates"),
    path("queue/templates/new/", templates.edit, name="template_new"),
    path("queue/templates/<int:pk>/", templates.edit, name="template"),
    path("cases/<str:number>/do/<slug:name>/", work.make_move, name="move"),
    path("cases/<str:number>/publish/", work.publish, name="publish"),
    path("cases/<str:number>/photos/<uuid:photo>/cover/", covering.cover_photo, name="cover"),
    path("cases/<str:number>/who/", work.look, name="look"),
]
