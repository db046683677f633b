"""Compare every case with what its steps say: the same fold, from the first step on."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from portal.loop.columns import columns_of, entry_of, state_of
from portal.loop.fold import rebuild
from portal.loop.models import Case, Step


@dataclass(frozen=True, slots=True)
class Drift:
    """A case whose columns differ from its steps."""

    number: str
    columns: dict[str, tuple[object, object]]  # column: (stored, rebuilt)


def drifts() -> Iterator[Drift]:
    """Every case that differs; memory stays bounded."""
    steps = Step.objects.in_order().iterator(chunk_size=2000)
    for case_id, own in groupby(steps, key=lambda step: step.case_id):
        told = rebuild(entry_of(step) for step in own)
        case = Case.objects.get(pk=case_id)
        state = state_of(case)
        stored, rebuilt = columns_of(state), columns_of(told)
        differing = {
            name: (stored[name], rebuilt[name]) for name in stored if stored[name] != rebuilt[name]
        }
        if state.helpers != told.helpers:
            differing["helpers"] = (sorted(state.helpers), sorted(told.helpers))
        if differing:
            yield Drift(case.number, differing)
    for number in Case.objects.filter(steps=None).values_list("number", flat=True):
        yield Drift(number, {"steps": (None, "none")})
