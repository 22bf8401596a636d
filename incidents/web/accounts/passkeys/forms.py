"""What a browser sends of a passkey, checked by django-allauth and then for what it leaves to us."""

import struct
from collections.abc import Callable
from typing import Any, TypeVar

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from incidents.domain.people import factors, sign_in
from incidents.errors import TooMuch
from incidents.models import User
from incidents.web.parts import quota

LONGEST_NAME = 60
HOSTILE = (AttributeError, KeyError, TypeError, ValueError, struct.error)
"""What the libraries raise of bytes that no browser sends."""
Checked = TypeVar("Checked")


class CredentialField(forms.JSONField):
    """Refuses numbers and nesting beyond what Python reads, as it refuses what is no JSON."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError):
            raise get_adapter().validation_error("incorrect_passkey") from None


def credential_field() -> CredentialField:
    return CredentialField(widget=forms.HiddenInput)


def name_field() -> forms.CharField:
    return forms.CharField(
        label="Name",
        max_length=LONGEST_NAME,
        required=False,
        help_text="What it is in, such as Phone or Blue key.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _checked(check: Callable[[], Checked]) -> Checked:
    try:
        return check()
    except (ValidationError, *HOSTILE):
        raise get_adapter().validation_error("incorrect_passkey") from None


def _used(form: AuthenticateWebAuthnForm, check: Callable[[], Authenticator]) -> Authenticator:
    """The passkey, if its account is open and its counter says that it was not copied."""
    found = _checked(check)
    sent = _checked(lambda: auth.parse_authentication_response(form.cleaned_data["credential"]))
    counter = sent.response.authenticator_data.counter
    owner = User.objects.active().filter(pk=found.user_id, is_service=False).first()
    if owner is None or not factors.passkey_used(key=found.pk, counter=counter, now=timezone.now()):
        raise get_adapter().validation_error("incorrect_passkey")
    found.refresh_from_db()
    return found


def _count(user: User) -> None:
    try:
        sign_in.admit_code(user=user, now=timezone.now())
    except TooMuch as refused:
        raise quota.refusal(refused) from None


class NewPasskeyForm(AddWebAuthnForm):
    """Each passkey signs in without a password, so it has to ask its owner who she is."""

    credential = credential_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["name"] = name_field()
        self.order_fields(("name", "credential"))

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        cleaned: dict[str, Any] = _checked(super().clean)
        return cleaned


class PasskeyNameForm(EditWebAuthnForm):
    name = forms.CharField(
        label="Name", max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class PasskeyForm(AuthenticateWebAuthnForm):
    """In the place of a code."""

    credential = credential_field()

    def clean_credential(self) -> Authenticator:
        _count(self.user)
        return _used(self, super().clean_credential)


class SignInPasskeyForm(LoginWebAuthnForm):
    """In the place of name and password."""

    credential = credential_field()

    def clean_credential(self) -> Authenticator:
        return _used(self, super().clean_credential)


class ConfirmingPasskeyForm(ReauthenticateWebAuthnForm):
    credential = credential_field()

    def clean_credential(self) -> Authenticator:
        _count(self.user)
        return _used(self, super().clean_credential)
