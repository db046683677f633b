"""Addresses of the face: preferences, language, the component page."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from portal.face import views

app_name = "face"
# The two choices need no token: they are offered on every page, also on those kept for everybody,
# where a token would be one person's; and all that another site could do by posting here is to
# change how large, how dark or in which language this browser shows public pages, until the next
# press. Neither looks at who is signed in, nor writes anything but its cookie.
urlpatterns = [
    path("mode/", csrf_exempt(views.choose), name="choose"),
    path("language/", csrf_exempt(set_language), name="language"),
    path("design/", views.design, name="design"),
]
