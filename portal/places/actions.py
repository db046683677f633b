"""What is done to places: an area sets one of its numbers."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _

from portal.places.models import Area, RuleChange
from portal.places.rulebook import OutOfBounds, UnknownRule, rules


def set_rule(
    area: Area, *, key: str, value: int, why: str, by: AbstractBaseUser, at: datetime
) -> RuleChange:
    """Record a number for an area, or (`key@kind`) for one kind of matter; the history stays.

    Raises UnknownRule, or OutOfBounds with a sentence for the person.
    """
    rule = rules().get(key.partition("@")[0])
    if rule is None:
        raise UnknownRule(key)
    if not rule.minimum <= value <= rule.maximum:
        raise OutOfBounds(
            _("Choose a number from %(low)s to %(high)s.")
            % {"low": rule.minimum, "high": rule.maximum}
        )
    return RuleChange.objects.create(
        area=area, key=key, value=value, why=why, changed_by_id=by.pk, changed_at=at
    )
