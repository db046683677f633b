"""What is done to the index of words: things are put in, taken out, and pairs are counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from portal.places.models import Area
from portal.search.models import MAX_TEXT, Document, Frequency
from portal.search.tokens import normalise, pairs

SAMPLE = 20_000  # the newest documents, in which pairs are counted
KEPT = 50_000  # the most frequent pairs; any other is rare
IMAGINED = 2_000  # documents without any pair of theirs: in a young town no pair looks frequent


class TextTooLong(ValueError):
    """A normalised text longer than MAX_TEXT characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The words of one thing for one shelf; `community` is the id of its area."""

    shelf: str
    ref: int
    community: int
    is_open: bool
    text: str

    def document(self) -> Document:
        """The row; raises TextTooLong."""
        text = normalise(self.text)
        if len(text) > MAX_TEXT:
            raise TextTooLong(f"{self.shelf} {self.ref}: {len(text)} characters")
        return Document(
            shelf=self.shelf,
            ref=self.ref,
            community_id=self.community,
            is_open=self.is_open,
            text=text,
        )


def index(shelf: str, ref: int, *, text: str, community: Area, is_open: bool) -> None:
    """Put a thing's words on a shelf, in place of those it had there; raises TextTooLong."""
    index_many([Entry(shelf=shelf, ref=ref, community=community.pk, is_open=is_open, text=text)])


def index_many(entries: Iterable[Entry]) -> int:
    """The same for many, the last of each (shelf, ref) counts; all or none. How many there were."""
    documents = {(entry.shelf, entry.ref): entry.document() for entry in entries}
    # In one order: two writers of the same rows wait for each other, they don't deadlock.
    rows = [documents[key] for key in sorted(documents)]
    Document.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["shelf", "ref"],
        update_fields=["community", "is_open", "text"],
    )
    return len(rows)


def forget(shelf: str, ref: int) -> None:
    """Take a thing's words off a shelf; nothing happens where there are none."""
    Document.objects.filter(shelf=shelf, ref=ref).delete()


def forget_many(shelf: str, refs: Iterable[int]) -> None:
    """Take the words of many things off a shelf."""
    Document.objects.filter(shelf=shelf, ref__in=list(refs)).delete()


@transaction.atomic
def count_pairs() -> int:
    """Count anew how many of the newest documents hold each pair; how many pairs are kept."""
    counts: Counter[str] = Counter()
    sampled = 0
    for text in Document.objects.order_by("-pk").values_list("text", flat=True)[:SAMPLE].iterator():
        counts.update(pairs(text))
        sampled += 1
    frequencies = [
        Frequency(pair=pair, per_million=count * 1_000_000 // (sampled + IMAGINED))
        for pair, count in counts.most_common(KEPT)
    ]
    Frequency.objects.all().delete()
    # Another count at the same time came to much the same: the first of both stays.
    Frequency.objects.bulk_create(frequencies, batch_size=5_000, ignore_conflicts=True)
    return len(frequencies)
