"""Addresses of those who work; `grievances.urls` takes them in."""

from django.urls import path

from grievances.views import covering, queue, templates, work

work_patterns = [
    path("work/", queue.show_queue, name="queue"),
    path("work/batch/", work.move_many, name="batch"),
    path("work/templates/", templates.show, name="templates"),
    path("work/templates/new/", templates.edit, name="template_new"),
    path("work/templates/<int:pk>/", templates.edit, name="template"),
    path("cases/<str:number>/do/<slug:name>/", work.make_move, name="move"),
    path("cases/<str:number>/publish/", work.publish, name="publish"),
    path("cases/<str:number>/photos/<uuid:photo>/cover/", covering.cover_photo, name="cover"),
    path("cases/<str:number>/who/", work.look, name="look"),
]
