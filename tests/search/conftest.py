"""Two communities, and the plain way to search: LIKE over everything."""

import pytest
from django.db import connection

from portal.places.models import Area, Kind
from portal.search import tokens


@pytest.fixture
def poplars(db):
    city = Area.objects.create(kind=Kind.CITY, name="Linhai", code="linhai")
    return Area.objects.create(kind=Kind.COMMUNITY, name="Poplars", code="poplars", parent=city)


@pytest.fixture
def canal(poplars):
    return Area.objects.create(
        kind=Kind.COMMUNITY, name="Canal", code="canal", parent=poplars.parent
    )


@pytest.fixture
def by_like():
    """Refs in which LIKE finds every word, newest first."""

    def find(query, *, shelf):
        patterns = [tokens.pattern(word) for word in tokens.words(query)]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT ref FROM search_document WHERE shelf = %s AND text LIKE ALL (%s)"
                " ORDER BY ref DESC",
                [shelf, patterns],
            )
            return [ref for (ref,) in cursor.fetchall()]

    return find


@pytest.fixture
def walk_nothing(as_owner):
    """The walk over the newest ends after one document: all others are found by the index."""

    def shorten():
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_get_functiondef('search_newest'::regproc)")
            definition = cursor.fetchone()[0]
            shortened = definition.replace(
                "walked constant integer := 4000", "walked constant integer := 1"
            )
            assert shortened != definition
            cursor.execute(shortened)

    return shorten
