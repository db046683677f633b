"""The form of an answer template."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from grievances.models import AnswerTemplate
from portal.loop.spec import Need
from portal.loop.standing import Actor
from portal.loop.turns import spec_of
from portal.people.models import Body
from portal.places.models import Area
from portal.roles.grants import Permission


class TemplateForm(forms.ModelForm):  # type: ignore[type-arg]
    """Words for one move, of an area's desk or of one's own body."""

    class Meta:
        model = AnswerTemplate
        fields = ["name", "move", "area", "body", "words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, by: Actor, *args: Any, **kwargs: Any) -> None:
        """Offer only the moves that take words, and the person's own areas and bodies."""
        super().__init__(*args, **kwargs)
        moves = spec_of("grievance").moves.values()
        self.fields["move"] = forms.ChoiceField(
            label=_("For"),
            choices=[(m.name, _(m.label)) for m in moves if Need.WORDS in m.accepts],
        )
        self.fields["words"].label = _("The answer’s words")
        mine = Body.objects.filter(pk__in=by.powers.body_ids)
        areas = Area.objects.under(*by.powers.areas(Permission.TRIAGE))
        seats = Area.objects.filter(pk__in=mine.values("area"))
        self.fields["area"] = forms.ModelChoiceField(
            (areas | seats).filter(kind__in=["street", "community"]).distinct(), label=_("Area")
        )
        self.fields["body"] = forms.ModelChoiceField(
            mine, label=_("Body"), empty_label=_("Everybody who works here"), required=False
        )
