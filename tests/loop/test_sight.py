"""Lists and single pages agree on who sees a case, for everybody and every case of a town."""

from collections.abc import Iterator

import pytest

from portal.loop import engine
from portal.loop.models import Case, Joining
from portal.loop.sight import sight, visible_to, worked_by
from portal.loop.standing import Actor, actor
from portal.people.models import Membership
from tests.loop.walks import STATES, go, merged, plain_filed
from tests.town import TERM, Town, at, filed

NOW = at(23, 13)


@pytest.fixture
def busy(town: Town) -> Town:
    """Every state of a case; some accuse, some are joined, some lie elsewhere, some are public."""
    for walk in STATES.values():
        walk(town)
    for body in ("property", "builder", "committee", "office", "volunteers"):
        case = filed(town, accused=(town.bodies[body],))
        Joining.objects.create(case=case, user=town.people["stranger"], at=NOW)
        Joining.objects.create(case=case, user=town.people["foreman"], at=NOW)
    filed(town, area=town.areas["river_b1"])
    away, when = plain_filed(town)
    go(town, away, "secretary", "pass_on", when, desk=town.areas["street"], note="请街道定。")
    case, when = merged(town)
    Joining.objects.create(case=case, user=town.people["foreman"], at=NOW)
    Membership.objects.create(user=town.people["foreman"], body=town.bodies["property"], term=TERM)
    Membership.objects.create(user=town.people["rep"], body=town.bodies["volunteers"], term=TERM)
    return town


def pairs(town: Town) -> Iterator[tuple[str, Actor, Case]]:
    cases = list(Case.objects.all())
    for name, user in town.people.items():
        by = actor(user, at=NOW)
        for case in cases:
            yield name, by, case


def test_the_list_and_the_page_agree_for_everybody(busy: Town) -> None:
    lists = {
        name: set(visible_to(actor(user, at=NOW)).values_list("pk", flat=True))
        for name, user in busy.people.items()
    }
    differing = [
        (name, case.number)
        for name, by, case in pairs(busy)
        if (case.is_public or sight(by, case, engine.state_of(case)).anything)
        is not (case.pk in lists[name])
    ]
    assert differing == []
    assert len({len(found) for found in lists.values()}) > 3  # and not all the same


def test_what_is_worked_on_is_what_is_seen_in_full_or_checked(busy: Town) -> None:
    lists = {
        name: set(worked_by(actor(user, at=NOW)).values_list("pk", flat=True))
        for name, user in busy.people.items()
    }
    for name, by, case in pairs(busy):
        seen = sight(by, case, engine.state_of(case))
        assert (seen.full or seen.check) is (case.pk in lists[name]), (name, case.number)


def test_nobody_of_an_accused_body_sees_more_than_the_public(busy: Town) -> None:
    for _name, by, case in pairs(busy):
        accused = set(case.accusations.values_list("body_id", flat=True))
        if accused & by.powers.body_ids and by.user and case.filer_id != by.user.pk:
            seen = sight(by, case, engine.state_of(case))
            assert (seen.anything, seen.identity) == (False, False)
