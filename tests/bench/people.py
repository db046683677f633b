"""Inside one town: who asks for which pages, and how many queries each page makes (as JSON)."""

import io
import json
import sys
import time
from uuid import uuid4

from tests.bench.web import application


def main() -> None:
    from django.core.cache import cache

    cache.clear()
    print(
        json.dumps(
            {
                "pages": [
                    [label, path, cookie, *queries(path, cookie)] for label, path, cookie in pages()
                ]
            }
        )
    )


def pages() -> list[tuple[str, str, str]]:
    from grievances.models import Draft
    from portal.loop.models import Case
    from portal.people.models import User
    from portal.places.models import Area

    home = Area.objects.get(code="C1")
    newest = Case.objects.public().order_by("-pk")
    middle = Case.objects.order_by("-pk").values_list("pk", flat=True)[0] // 2
    number = newest[5].number
    worked = Case.objects.filter(stage="handling").order_by("-pk")[0]
    # Somebody with a message unread, as most who come back.
    reader = User.objects.filter(
        username=None, notices__read_at=None, notices__isnull=False
    ).first()
    building = Area.objects.filter(community=home, kind="building")[0]
    draft = Draft.objects.create(
        id=uuid4(),
        owner=reader,
        text="楼下路灯不亮，老人不方便，请尽快处理。",
        area=building,
        kind="roads",
    )
    me, officer, works = session(reader), session(_named("officer1")), session(_named("works"))
    secretary = session(_named(f"secretary{worked.community.code[1:]}"))
    return [
        ("bare, flat", "/bare/flat/", ""),
        ("bare, same", "/bare/same/", ""),
        ("front", "/", ""),
        ("list", "/cases/", ""),
        ("list, signed in", "/cases/", me),
        ("list, from the middle", f"/cases/?before={middle}", ""),
        ("list, a kind, signed in", "/cases/?kind=roads", me),
        ("list, words", "/cases/?q=%E8%B7%AF%E7%81%AF", ""),
        ("detail", f"/cases/{number}/", ""),
        ("detail, signed in", f"/cases/{number}/", me),
        ("detail, the desk's", f"/cases/{worked.number}/", secretary),
        ("file, start", "/file/", ""),
        ("file, start, signed in", "/file/", me),
        ("file, what", f"/file/{draft.pk}/what/", me),
        ("file, the same?", f"/file/{draft.pk}/same/", me),
        ("file, where", f"/file/{draft.pk}/where/", me),
        ("mine", "/mine/", me),
        ("desk, a community's", "/desk/", secretary),
        ("desk, a street's", "/desk/", officer),
        ("queue, a community's", "/queue/?queue=decide", secretary),
        ("queue, a street's", "/queue/?queue=red", officer),
        ("queue, the city works'", "/queue/?queue=handle", works),
    ]


def _named(username: str) -> object:
    from portal.people.models import User

    return User.objects.get(username=username)


def session(user: object) -> str:
    """A cookie of somebody who has signed in with their second step."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "portal.signin.backends.Backend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    store["account_authentication_methods_user"] = str(user.pk)
    store.save()
    return f"sessionid={store.session_key}"


def queries(path: str, cookie: str) -> tuple[int, int]:
    """How many when first asked for, and when asked for again."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            status = ask(path, cookie)
        if status not in ("200 OK", "302 Found"):  # in a small town nothing is like it
            sys.exit(f"{path}: {status}")
        counts.append(len(seen))
    return counts[0], counts[1]


def ask(path: str, cookie: str) -> str:
    place, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": place,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
    } | ({"HTTP_COOKIE": cookie} if cookie else {})
    said = []
    answer = application(environ, lambda status, headers: said.append(status))
    b"".join(answer)
    answer.close()
    return said[0]


if __name__ == "__main__":
    main()
