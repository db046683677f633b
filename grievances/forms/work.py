"""The form of a move, made from the table: a field for everything that the move takes."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.attachments.forms import PhotosField, take_photos
from portal.attachments.models import Attachment
from portal.loop.fold import Content, Outcome, Solved, Urgency
from portal.loop.models import Case
from portal.loop.sight import worked_by
from portal.loop.spec import Move, Need, Words
from portal.loop.standing import Actor
from portal.loop.turns import NEED_LABELS
from portal.people.models import Body, Membership, User
from portal.places.models import Area, Kind

LONGEST = 2000
TOKEN = re.compile(r"[0-9a-f]{32}")
URGENCY_LABELS = {
    Urgency.EMERGENCY: gettext_lazy("Emergency"),
    Urgency.URGENT: gettext_lazy("Urgent"),
    Urgency.ORDINARY: gettext_lazy("Ordinary"),
    Urgency.LONG_TERM: gettext_lazy("Takes longer"),
}
OUTCOME_LABELS = {
    Outcome.DONE: gettext_lazy("It is done"),
    Outcome.EXPLAINED: gettext_lazy("It can’t be done, and this is why"),
    Outcome.NOT_YET: gettext_lazy("Not yet: measures so far, and a promised day"),
}
SOLVED_LABELS = {
    Solved.YES: gettext_lazy("Yes, solved"),
    Solved.MOSTLY: gettext_lazy("Mostly"),
    Solved.NO: gettext_lazy("No"),
}
CONTENT_LABELS = {
    Content.SATISFIED: gettext_lazy("Content"),
    Content.MOSTLY: gettext_lazy("Mostly content"),
    Content.NOT: gettext_lazy("Not content"),
}


def _radio(labels: Mapping[Any, Any], label: str) -> forms.ChoiceField:
    pairs = [(member.value, text) for member, text in labels.items()]
    return forms.ChoiceField(choices=pairs, widget=forms.RadioSelect, label=label)


def _text(label: str, hint: str = "", rows: int = 4) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=area, max_length=LONGEST, help_text=hint)


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A member of a body, shown with the name alone."""

    def label_from_instance(self, obj: User) -> str:
        """The person's name."""
        return obj.name


class MoveForm(forms.Form):
    """Everything a move takes; `given()` is what the engine wants."""

    def __init__(self, move: Move, case: Case, by: Actor, *args: Any, **kwargs: Any) -> None:
        """Make a field for each need of the move, as this person and this case allow."""
        super().__init__(*args, **kwargs)
        self.move, self.case, self.by = move, case, by
        for need in move.accepts:
            if maker := _FIELDS.get(need):
                field = maker(self)
                field.required = need in move.needs
                self.fields[need.value] = field
        # A promised day belongs beside “not yet”.
        self.order_fields([Need.OUTCOME.value, Need.UNTIL.value])
        if Need.PHOTOS in move.accepts:
            hidden = forms.HiddenInput()
            self.fields["token"] = forms.CharField(initial=uuid4().hex, widget=hidden)

    @property
    def holder(self) -> str:
        """Where the photos of this form wait until it is sent; empty where none were."""
        token = self.data.get("token", "") if self.is_bound else ""
        return f"draft:{token}" if TOKEN.fullmatch(token) else ""

    @property
    def kept(self) -> list[Attachment]:
        """The photos kept so far."""
        return list(Attachment.objects.held_by(self.holder)) if self.holder else []

    def take_photos(self, files: Any, *, at: datetime) -> list[str]:
        """Keep the photos sent, so that a refused form does not lose them; returns refusals."""
        if Need.PHOTOS not in self.move.accepts or not self.holder or not files:
            return []
        taken = take_photos(files, holder=self.holder, by=self.by.user, at=at)
        refusals = [str(refusal) for refusal in taken.refusals]
        for refusal in refusals:
            self.add_error("photos", refusal)
        return refusals

    def given(self) -> dict[Need, Any]:
        """The cleaned values by need; what was left empty is left out."""
        given = {
            Need(name): list(value) if name in {Need.HELPERS, Need.CALLED, Need.ACCUSED} else value
            for name, value in self.cleaned_data.items()
            if value not in (None, "") and name in set(Need) - {Need.PHOTOS}
        }
        if kept := self.kept:
            given[Need.PHOTOS] = [str(photo.pk) for photo in kept]
        return given

    def clean_into(self) -> Case | None:
        """The case of a number, among those this person works on."""
        number = self.cleaned_data["into"].strip().upper()
        found = worked_by(self.by).filter(number=number).first()
        if number and found is None:
            raise forms.ValidationError(_("There is no case %s here.") % number)
        return found

    def clean(self) -> dict[str, Any]:
        """A note move needs words, a note or a photo; a promise needs its day."""
        data = super().clean() or {}
        if self.move.name == "note" and not (data.get("words") or data.get("note")):
            self.add_error("words", _("Write something."))
        if data.get("outcome") == Outcome.NOT_YET and not data.get("until"):
            self.add_error("until", _("Promise a day, so that it can be checked."))
        return data

    # --- the fields -----------------------------------------------------------------------------
    def _bodies(self) -> Any:
        accused = self.case.accusations.values("body")
        return Body.objects.at_table_of(self.case.area).exclude(pk__in=accused)

    def lead_field(self) -> forms.Field:
        """Bodies at the area's table, the accused left out."""
        return forms.ModelChoiceField(
            self._bodies(), label=_("Who leads"), empty_label=_("Please choose")
        )

    def helpers_field(self) -> forms.Field:
        """Bodies that help."""
        return forms.ModelMultipleChoiceField(
            self._bodies(), label=_("Who helps"), widget=forms.CheckboxSelectMultiple
        )

    def accused_field(self) -> forms.Field:
        """Bodies at the area's table that are not known as accused yet."""
        return forms.ModelMultipleChoiceField(
            self._bodies(), label=_("Whom it complains about"), widget=forms.CheckboxSelectMultiple
        )

    def called_field(self) -> forms.Field:
        """Bodies to be whistled in: not those at work already."""
        there = self._bodies().exclude(pk__in=self.case.hands)
        return forms.ModelMultipleChoiceField(
            there, label=_("Who must come"), widget=forms.CheckboxSelectMultiple
        )

    def person_field(self) -> forms.Field:
        """Members of the lead body, or of any body that could lead."""
        bodies = [self.case.lead_id] if self.move.name == "sign" else self._bodies()
        members = Membership.objects.filter(body__in=bodies).values("user")
        return PersonField(
            User.objects.filter(pk__in=members, is_active=True).order_by("name"),
            label=_("Person in charge"),
            empty_label=_("The body decides"),
        )

    def desk_field(self) -> forms.Field:
        """The desks above and at the community, but the present one."""
        desks = Area.objects.above(self.case.area).filter(kind__in=DESK_KINDS)
        return forms.ModelChoiceField(
            desks.exclude(pk=self.case.desk_id), label=_("To which desk"), empty_label=None
        )

    def words_field(self) -> forms.Field:
        """What is said to the person."""
        public = self.move.words is Words.PUBLIC
        hint = _("Everybody will read this.") if public else _("The person will read this.")
        return _text(_(WORDS_LABELS.get(self.move.name, WORDS_LABELS[""])), hint)

    def note_field(self) -> forms.Field:
        """Internal words."""
        return _text(_("Reason or note"), _("Only those who work on the case read this."), rows=3)

    def urgency_field(self) -> forms.Field:
        """How urgent, starting from what it is."""
        field = _radio(URGENCY_LABELS, _("How urgent"))
        field.initial = self.case.urgency
        return field


DESK_KINDS = (Kind.COMMUNITY, Kind.STREET, Kind.DISTRICT)
WORDS_LABELS = {
    "decline": "Why it can’t be handled here",
    "whistle": "What they should do",
    "supervise": "What you demand, and by when",
    "report": "What was done, or why it can’t be",
    "holds": "What you saw",
    "relapsed": "What you saw",
    "ask": "What you need to know",
    "contact": "What you agreed",
    "rate": "What else they said",
    "": "What you tell the person",
}
_FIELDS: Mapping[Need, Callable[[MoveForm], forms.Field]] = {
    Need.LEAD: MoveForm.lead_field,
    Need.PERSON: MoveForm.person_field,
    Need.HELPERS: MoveForm.helpers_field,
    Need.CALLED: MoveForm.called_field,
    Need.ACCUSED: MoveForm.accused_field,
    Need.DESK: MoveForm.desk_field,
    Need.WORDS: MoveForm.words_field,
    Need.NOTE: MoveForm.note_field,
    Need.URGENCY: MoveForm.urgency_field,
    Need.WAY_ON: lambda form: forms.CharField(
        label=_("Where to go instead"),
        max_length=200,
        help_text=_("An office with its phone, or a web address."),
    ),
    Need.INTO: lambda form: forms.CharField(label=_("Number of the other case"), max_length=24),
    Need.PHOTOS: lambda form: PhotosField(),
    Need.UNTIL: lambda form: forms.DateField(
        label=_("Until which day"), widget=forms.DateInput(attrs={"type": "date"})
    ),
    Need.OUTCOME: lambda form: _radio(OUTCOME_LABELS, _("Outcome")),
    Need.SOLVED: lambda form: _radio(SOLVED_LABELS, _(NEED_LABELS[Need.SOLVED])),
    Need.RESULT: lambda form: _radio(CONTENT_LABELS, _(NEED_LABELS[Need.RESULT])),
    Need.MANNER: lambda form: _radio(CONTENT_LABELS, _(NEED_LABELS[Need.MANNER])),
    Need.REACHED: lambda form: forms.TypedChoiceField(
        label=_(NEED_LABELS[Need.REACHED]),
        choices=[("no", _("No, nobody answered")), ("yes", _("Yes, but they gave no answer"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        empty_value=None,
    ),
}


class PublishForm(forms.Form):
    """Title and words for the public page."""

    title = forms.CharField(label=gettext_lazy("Public title"), max_length=60)
    text = forms.CharField(
        label=gettext_lazy("Public words"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=5000,
        help_text=gettext_lazy("No names, no numbers of people or flats."),
    )


class LookForm(forms.Form):
    """Why somebody needs to know who complained."""

    why = forms.CharField(
        label=gettext_lazy("Why do you need to know?"),
        max_length=200,
        help_text=gettext_lazy("The person will read that you looked, and why."),
    )
