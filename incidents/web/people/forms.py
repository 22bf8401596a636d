"""What administrators and leads send about people."""

from django import forms

from incidents.models import User
from incidents.web.parts.forms import ReasonForm, RefusableForm


class AccountReasonForm(ReasonForm):
    reason = forms.CharField(
        label="Reason",
        required=False,
        help_text="Kept in the audit log.",
        widget=forms.TextInput(attrs={"maxlength": 500, "required": True, "autocomplete": "off"}),
    )


class RoleForm(AccountReasonForm):
    role = forms.ChoiceField(label="Role", choices=User.Role.choices)
    field_order = ("role", "reason")


class HandOverForm(AccountReasonForm):
    to = forms.CharField(
        label="To",
        required=False,
        max_length=150,
        help_text="The user name of an author, editor or administrator.",
        widget=forms.TextInput(
            attrs={"required": True, "autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
        ),
    )
    field_order = ("to", "reason")


class TeamNameForm(RefusableForm):
    name = forms.CharField(
        label="Name of the team",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"required": True, "autocomplete": "off"}),
    )
