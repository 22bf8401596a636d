"""The form that invites somebody."""

from typing import Any

from django import forms
from django.conf import settings

from incidents import access
from incidents.domain.people import invitations
from incidents.models import Team, User
from incidents.web.parts.forms import RefusableForm

LED_ROLES = (User.Role.READER, User.Role.AUTHOR)


class InvitationForm(RefusableForm):
    """The domain says what is wrong with an address, a role, teams or days."""

    email = forms.CharField(
        label="E-mail address (optional)",
        required=False,
        help_text="The link is mailed there. Without one, hand it over yourself.",
        widget=forms.TextInput(
            attrs={"inputmode": "email", "autocomplete": "off", "autocapitalize": "off", "maxlength": 254}
        ),
    )
    teams = forms.CharField(
        label="Teams",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    days = forms.CharField(
        label="Works for (days)",
        required=False,
        initial=invitations.USUAL_DAYS,
        help_text=f"At most {invitations.MOST_DAYS}.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 5, "required": True}),
    )

    def __init__(self, *args: Any, inviter: User, **options: Any) -> None:
        super().__init__(*args, **options)
        administers = access.may_administer(inviter)
        roles = User.Role.choices if administers else [(str(role), role.label) for role in LED_ROLES]
        self.fields["role"] = forms.ChoiceField(
            label="Role",
            choices=roles,
            initial=settings.NEW_ACCOUNTS,
            help_text="Of a new account. Somebody who has an account keeps her role.",
        )
        self.order_fields(("email", "role", "teams", "days"))
        self.fields["teams"].help_text = (
            "Names, separated by commas. Optional." if administers else "Yours, separated by commas."
        )
        if not administers:
            led = Team.objects.led_by(inviter).order_by("name").values_list("name", flat=True)
            self.fields["teams"].initial = led[0] if led else ""
            self.fields["teams"].widget.attrs["required"] = True

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip()

    def clean_teams(self) -> list[str]:
        return [
            name for part in str(self.cleaned_data["teams"]).split(",") if (name := " ".join(part.split()))
        ]

    def clean_days(self) -> int:
        """0, which the domain refuses, where it is no number."""
        typed = str(self.cleaned_data["days"]).strip()
        return int(typed[:6]) if typed.isascii() and typed.isdecimal() else 0
