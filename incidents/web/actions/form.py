"""The forms of an action: they shape what was typed, and the domain says what is wrong with it."""

from datetime import date
from typing import Any

from django import forms

from incidents.domain.actions import ActionValues, owners_for
from incidents.models import ActionStrength, Factor, Incident, User
from incidents.models.action_item import LONGEST_ADDRESS, LONGEST_TITLE, LONGEST_WORDS
from incidents.models.choices import words
from incidents.stories.fields import ActionType, Priority
from incidents.web.parts.forms import RefusableForm, RevisionForm
from incidents.web.parts.labels import spoken

NO_DAY = "This is no day; write one such as 2026-05-31."


def text(rows: int, **attributes: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": LONGEST_WORDS, **attributes})


class PlainText(forms.CharField):
    """Lines end with one character, as browsers count them."""

    def clean(self, value: str | None) -> str:
        typed: str = super().clean(value)
        return typed.replace("\r\n", "\n")


class ActionForm(RefusableForm):
    """The names of the fields are those of `ActionValues`."""

    title = forms.CharField(
        label="What is to be done",
        required=False,
        help_text="A verb, what it changes, and how one sees that it is changed.",
        widget=forms.TextInput(attrs={"maxlength": LONGEST_TITLE, "required": True}),
    )
    owner = forms.CharField(
        label="Owner (optional)",
        required=False,
        help_text="The user name of one person who may read the story.",
        widget=forms.TextInput(attrs={"list": "owners", "autocomplete": "off"}),
    )
    due = forms.DateField(
        label="Due (optional)",
        required=False,
        error_messages={"invalid": NO_DAY},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    type = forms.ChoiceField(
        label="Type", initial="prevent", choices=[(word, spoken(word)) for word in words(ActionType)]
    )
    priority = forms.ChoiceField(
        label="Priority", initial="medium", choices=[(word, spoken(word)) for word in words(Priority)]
    )
    strength = forms.ChoiceField(
        label="Strength", required=False, choices=[("", "Not judged"), *ActionStrength.choices]
    )
    needed = PlainText(
        label="Evidence needed (optional)",
        required=False,
        help_text="What shows that it is done: a rule that fires, a merged change, a drill.",
        widget=text(2),
    )
    tracker_url = forms.CharField(
        label="Issue in a tracker (optional)",
        required=False,
        widget=forms.TextInput(attrs={"maxlength": LONGEST_ADDRESS, "inputmode": "url"}),
    )

    def __init__(self, *args: Any, incident: Incident, person: User, **options: Any) -> None:
        super().__init__(*args, **options)
        factors = Factor.objects.filter(incident=incident).order_by("position").values_list("anchor", "text")
        known = [(anchor, f"{anchor}: {said[:80]}") for anchor, said in factors]
        before = self.initial.get("factor", "")
        gone = [(before, f"{before} (not in the story any more)")] if before not in {"", *dict(known)} else []
        self.fields["factor"] = forms.ChoiceField(
            label="Factor that it is about (optional)",
            required=False,
            choices=[("", "None"), *known, *gone],
        )
        self.owners = owners_for(incident, person)

    @property
    def values(self) -> ActionValues:
        """Of a valid form."""
        names = (
            *("title", "owner", "due", "type", "priority"),
            *("strength", "factor", "needed", "tracker_url"),
        )
        due: date | None = self.cleaned_data["due"]
        return ActionValues(**{name: self.cleaned_data[name] for name in names} | {"due": due})


class ActionChangeForm(ActionForm, RevisionForm):
    """`based_on` is the version of the action that was current when the page was made."""


class DeedForm(RevisionForm, RefusableForm):
    """What is done with an action; `evidence` or `reason` where the deed asks for one."""

    do = forms.CharField(required=False, widget=forms.HiddenInput)
    evidence = PlainText(label="What shows that it is done", required=False, widget=text(3, required=True))
    reason = PlainText(label="Why", required=False, widget=text(3, required=True))
