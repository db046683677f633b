"""What people are told: a row is both the outbox's work and the inbox's line."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.people.sealed import SealedField


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices read as prose."""

    def inbox_of(self, user: object) -> Self:
        """A person's inbox, newest first."""
        return self.filter(user=user, channel=Notice.Channel.INBOX).order_by("-id")

    def unread(self) -> Self:
        """Not opened yet."""
        return self.filter(read_at=None)

    def due(self, *, at: datetime, quiet: bool) -> Self:
        """What waits to be sent now; in quiet hours an SMS that isn't urgent waits on."""
        due = self.filter(status=Notice.Status.WAITING, try_at__lte=at)
        return due.exclude(channel=Notice.Channel.SMS, is_urgent=False) if quiet else due


class Notice(models.Model):
    """One message to one person by one channel about one event, at most once."""

    class Channel(models.TextChoices):
        """How it travels."""

        INBOX = "inbox", _("Inbox")
        SMS = "sms", _("SMS")
        EMAIL = "email", _("E-mail")

    class Status(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        UNWANTED = "unwanted", _("Not wanted")

    event = models.CharField(max_length=80)
    channel = models.CharField(max_length=10, choices=Channel)
    # To an account, or (a person without one) to a sealed address and its keyed hash.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="notices"
    )
    address = SealedField(blank=True, default="")
    recipient = models.CharField(max_length=70)
    subject = models.CharField(max_length=160)
    body = models.TextField(blank=True)
    link = models.CharField(max_length=200, blank=True)
    is_urgent = models.BooleanField(default=False, db_default=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField()
    provider_id = models.CharField(max_length=80, blank=True)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("Notice")
        verbose_name_plural = _("Notices")
        constraints = [
            models.UniqueConstraint(name="told_once", fields=["event", "recipient", "channel"]),
        ]
        indexes = [
            models.Index(
                name="notice_outbox", fields=["try_at"], condition=models.Q(status="waiting")
            ),
            models.Index(
                name="notice_inbox", fields=["user", "-id"], condition=models.Q(channel="inbox")
            ),
            models.Index(
                name="notice_unread",
                fields=["user"],
                condition=models.Q(channel="inbox", read_at=None),
            ),
            models.Index(name="notice_age", fields=["created_at"]),
        ]

    def __str__(self) -> str:
        return self.event

    @property
    def key(self) -> str:
        """The same for each try of this notice, and for no other: what a provider is given."""
        told = f"{self.event}\0{self.recipient}\0{self.channel}"
        return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


class Preference(models.Model):
    """Whether a person wants to be told by a channel; without a row the default holds."""

    class Channel(models.TextChoices):
        """What can be switched: the inbox can't."""

        SMS = "sms", _("SMS")
        EMAIL = "email", _("E-mail")

    BY_DEFAULT: ClassVar[Mapping[str, bool]] = MappingProxyType(
        {Channel.SMS: True, Channel.EMAIL: False}
    )

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences")
    channel = models.CharField(max_length=10, choices=Channel)
    wants = models.BooleanField()

    class Meta:
        verbose_name = _("Preference")
        verbose_name_plural = _("Preferences")
        constraints = [
            models.UniqueConstraint(name="one_choice_a_channel", fields=["user", "channel"]),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.wants}"
