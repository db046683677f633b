"""The words of things that can be found, apart from the things: one table for every app."""

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Length

from portal.places.models import Area
from portal.search.tokens import normalise

# A tsvector holds at most 1 MiB of lexemes; this many characters stay below, whatever they are.
MAX_TEXT = 60_000


class Tokens(models.Func):
    """The tokens of a document, as its index holds them (sql/tokens.sql)."""

    function = "search_tokens"
    arity = 5


class Document(models.Model):
    """The words of one thing on one shelf, normalised.

    A shelf says which list the words belong to and thereby who may see them: "case:public" holds
    only cleared text, "case:staff" the words as filed.

    The index is made of an expression, not of a stored column: whoever writes a row, the database
    makes its tokens, they can't be edited apart from the text, and the rows stay small, which the
    walk over the newest ones lives on. No pending list (`fastupdate`): every search would read it.
    """

    shelf = models.CharField(max_length=30)
    ref = models.PositiveBigIntegerField()
    community = models.ForeignKey(Area, models.CASCADE, related_name="+", db_index=False)
    is_open = models.BooleanField()
    text = models.TextField()

    class Meta:
        constraints = [
            # Read backwards, its index is the walk over a shelf's newest.
            models.UniqueConstraint(name="search_document_once", fields=["shelf", "ref"]),
            models.CheckConstraint(
                name="search_document_length",
                condition=models.Q(models.lookups.LessThanOrEqual(Length("text"), MAX_TEXT)),
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            GinIndex(
                Tokens("shelf", "ref", "community", "is_open", "text"),
                name="search_document_tokens",
                fastupdate=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shelf} {self.ref}"

    def clean(self) -> None:
        """Texts are stored normalised."""
        self.text = normalise(self.text)


class Frequency(models.Model):
    """How many of a thousand thousand recent documents hold a pair: what makes a pair telling.

    A snapshot of a sample, refreshed by `rebuild_search`; pairs not in it are rare.
    """

    pair = models.CharField(max_length=2, primary_key=True)
    per_million = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.pair} {self.per_million}"
