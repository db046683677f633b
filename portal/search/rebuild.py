"""The index of words made anew from the things themselves, or only compared with them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from itertools import islice

from django.conf import settings
from django.db import transaction

from portal.search.actions import Entry, forget_many, index_many
from portal.search.models import Document

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What an app has to be found: its shelves, and everything that belongs on them.

    Declared in the app and named in `settings.SEARCH_SOURCES`, as "grievances.words.SOURCE".
    """

    shelves: tuple[str, ...]
    entries: Callable[[], Iterable[Entry]]


@dataclass(slots=True)
class Difference:
    """What was wrong with the index: (shelf, ref) of each."""

    missing: list[tuple[str, int]] = field(default_factory=list)
    changed: list[tuple[str, int]] = field(default_factory=list)
    stale: list[tuple[str, int]] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether anything was wrong."""
        return bool(self.missing or self.changed or self.stale)


def sources() -> list[Source]:
    """Every app's source."""
    found = []
    for path in settings.SEARCH_SOURCES:
        module, _, name = path.rpartition(".")
        found.append(getattr(import_module(module), name))
    return found


def compare(source: Source, *, mend: bool) -> Difference:
    """What differs between the things and the index; with `mend`, nothing differs afterwards.

    Batch by batch, so that filing goes on meanwhile. A thing changed between the reading of its
    batch and the writing keeps its older words until the next run: run it in a quiet hour.
    """
    difference = Difference()
    # Before the things are read: what is added meanwhile is not taken for stale.
    indexed = {
        shelf: set(Document.objects.filter(shelf=shelf).values_list("ref", flat=True).iterator())
        for shelf in source.shelves
    }
    for entries in _batches(source.entries()):
        _compare_batch(entries, difference, mend=mend)
        for entry in entries:
            indexed[entry.shelf].discard(entry.ref)
    for shelf, refs in indexed.items():
        difference.stale += [(shelf, ref) for ref in sorted(refs)]
        if mend:
            forget_many(shelf, refs)
    return difference


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    rest = iter(entries)
    while batch := list(islice(rest, BATCH)):
        yield batch


@transaction.atomic
def _compare_batch(entries: list[Entry], difference: Difference, *, mend: bool) -> None:
    rows = Document.objects.filter(
        shelf__in={entry.shelf for entry in entries}, ref__in={entry.ref for entry in entries}
    ).values_list("shelf", "ref", "community", "is_open", "text")
    there = {(row[0], row[1]): row[2:] for row in rows}
    wrong = []
    for entry in entries:
        key, wanted = (entry.shelf, entry.ref), entry.document()
        if key not in there:
            difference.missing.append(key)
        elif there[key] != (wanted.community_id, wanted.is_open, wanted.text):
            difference.changed.append(key)
        else:
            continue
        wrong.append(entry)
    if mend:
        index_many(wrong)
