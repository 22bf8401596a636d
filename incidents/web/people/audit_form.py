"""The filters of the audit log, as its address holds them."""

from django import forms

from incidents.domain.audit import AuditFilter
from incidents.models.audit import LONGEST_ACTION, LONGEST_TARGET


class Day(forms.DateField):
    """Written as 2026-03-02; browsers that know how show a calendar."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "Write a day such as 2026-03-02."},
        )


class AuditForm(forms.Form):
    person = forms.CharField(label="User name", required=False, max_length=150)
    action = forms.CharField(
        label="Action", required=False, max_length=LONGEST_ACTION, help_text="Such as role.changed."
    )
    target = forms.CharField(
        label="Target", required=False, max_length=LONGEST_TARGET, help_text="A story, a user name, a team."
    )
    first = Day("From day")
    last = Day("To day")

    @property
    def filter(self) -> AuditFilter:
        """To be asked once the form is valid."""
        return AuditFilter(**self.cleaned_data)
