"""Forms: they shape and check what people send; the domain does the rest."""

from typing import Any

from django import forms
from django.utils.text import capfirst

from incidents.errors import Refused
from incidents.models.review import LONGEST as LONGEST_REVIEW
from incidents.models.revision import LONGEST_REASON

HIGHEST = 2**31 - 1
"""The highest number of a revision that the database can hold."""


def code(rows: int, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(
        attrs={"rows": rows, "class": "code", "spellcheck": "false", "autocapitalize": "off", **attrs}
    )


class RevisionNumber(forms.IntegerField):
    """A number typed as text: browsers discard what is no number in a number field."""

    def __init__(self, label: str, widget: type[forms.Widget] = forms.TextInput) -> None:
        super().__init__(min_value=1, max_value=HIGHEST, label=label, widget=widget)


class CompareForm(forms.Form):
    """Stands in addresses as `?from=2&to=3`."""

    before = RevisionNumber("From revision")
    after = RevisionNumber("To revision")

    def add_prefix(self, field_name: str) -> str:
        return {"before": "from", "after": "to"}.get(field_name, field_name)


class RevisionForm(forms.Form):
    """`based_on` is the revision that was current when the page was made: nobody's save is overwritten."""

    based_on = RevisionNumber("Current revision", widget=forms.HiddenInput)

    def start_from(self, number: int) -> None:
        """Keeps what was typed, to be sent again on top of that revision."""
        typed = {
            name: field.widget.value_from_datadict(self.data, self.files, name)
            for name, field in self.fields.items()
        }
        self.data = typed | {"based_on": str(number)}

    @property
    def has_lost_base(self) -> bool:
        """Whether the form did not say which revision it started from."""
        return "based_on" in self.errors


class RestoreForm(RevisionForm):
    number = RevisionNumber("Revision", widget=forms.HiddenInput)


class RefField(forms.CharField):
    """A reference in any case; `empty_value` where it is left out."""

    def clean(self, value: str | None) -> str | None:
        typed: str | None = super().clean(value)
        return typed.upper() if typed else typed


class RefusableForm(forms.Form):
    """Shapes what was typed; the domain checks it, so that all faults are reported at once.

    The names of the fields are those of the verb, and those that faults point to.
    """

    def refuse(self, refused: Refused) -> None:
        for fault in refused.faults:
            field = fault.pointer.removeprefix("/")
            if field in self.fields:
                self.add_error(field, f"{capfirst(fault.message)}.")
            else:
                self.add_error(None, str(fault))


class PublishForm(RefusableForm, RevisionForm):
    """The revision that is published."""


class VerdictForm(RefusableForm, RevisionForm):
    """What a reviewer says of the revision that she read."""

    words = forms.CharField(
        label="In words",
        required=False,
        help_text="Where you ask for changes, say which.",
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_REVIEW}),
    )

    def clean_words(self) -> str:
        """As browsers count it, where a line ends with one character."""
        text: str = self.cleaned_data["words"]
        return text.replace("\r\n", "\n")


class PersonForm(RefusableForm):
    username = forms.CharField(
        label="User name",
        required=False,
        max_length=150,
        widget=forms.TextInput(
            attrs={"required": True, "autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
        ),
    )


class ReasonForm(RefusableForm):
    reason = forms.CharField(
        label="Reason",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_REASON, "required": True}),
    )

    def clean_reason(self) -> str:
        """As browsers count it, where a line ends with one character."""
        reason: str = self.cleaned_data["reason"]
        return reason.replace("\r\n", "\n")


class EndingForm(ReasonForm, RevisionForm):
    """How a story ends, and why."""


class EraseForm(ReasonForm):
    words = forms.CharField(
        label="Words to erase",
        required=False,
        help_text="One word or phrase a line. They are found in any case and within Markdown.",
        widget=code(4, autocomplete="off", required=True),
    )
    whole = forms.BooleanField(label="Only whole words", required=False)
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)
    """Sent by the button that follows the list of what would be erased."""
    field_order = ("words", "whole", "reason")


class WithdrawForm(EndingForm):
    successor = RefField(
        label="Story to read in its place (optional)",
        required=False,
        empty_value=None,
        help_text="Its reference, such as KF-15.",
    )


class OfferedField(forms.MultipleChoiceField):
    """What was ticked; the domain knows what there was to tick."""

    def valid_value(self, value: str) -> bool:
        return True


class MergeForm(EndingForm):
    """`into_based_on` is sent once there is a proposal: the revision of the survivor that it was made for."""

    into = RefField(
        label="Story it is merged into",
        required=False,
        help_text="Its reference, such as KF-15.",
        widget=forms.TextInput(attrs={"required": True}),
    )
    handed = OfferedField(required=False, widget=forms.MultipleHiddenInput)
    into_based_on = RevisionNumber("Current revision of the other story", widget=forms.HiddenInput)
    field_order = ("into", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into_based_on"].required = False

    def start_from_both(self, number: int, of_survivor: int) -> None:
        self.start_from(number)
        self.data = {**self.data, "into_based_on": str(of_survivor)}

    @property
    def has_lost_base(self) -> bool:
        return super().has_lost_base or "into_based_on" in self.errors


class ProfileForm(forms.Form):
    display_name = forms.CharField(
        label="Display name",
        max_length=100,
        required=False,
        help_text="Shown beside what you write, in place of your username.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
