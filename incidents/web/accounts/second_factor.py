"""The second factor: codes of an app or a passkey, and recovery codes for when the device is lost."""

import json
from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as CodeReauthenticateView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from incidents.domain.people import factors, sign_in
from incidents.errors import TooMuch
from incidents.models import User
from incidents.web.accounts import metering
from incidents.web.parts import quota

MISSING = "second_factor_is_missing"
"""Attribute of a request of somebody who has to set up a second factor before anything else."""
ASKED = {
    "administrators": "administrators",
    "editors": "editors and administrators",
    "everybody": "everybody",
}
"""For people, who has to have a second factor."""


def _count(user: User) -> None:
    try:
        sign_in.admit_code(user=user, now=timezone.now())
    except TooMuch as refused:
        raise quota.refusal(refused) from None


class CodeForm(AuthenticateForm):
    def clean_code(self) -> str:
        _count(self.user)
        return super().clean_code()


class ConfirmingCodeForm(ReauthenticateForm):
    def clean_code(self) -> str:
        _count(self.user)
        return super().clean_code()


class FirstCodeForm(ActivateTOTPForm):
    def clean_code(self) -> str:
        _count(self.user)
        return super().clean_code()


class EnterCode(AuthenticateView):
    template_name = "accounts/second_factor/enter.html"

    def form_invalid(self, form: Form) -> HttpResponse:
        page, user = super().form_invalid(form), self.stage.login.user
        field, by = ("code", "code") if form is self.auth_form else ("credential", "passkey")
        return metering.refused_proof(self.request, page, form, field=field, by=by, user=user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what a browser needs to show a passkey, where the account has one."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = context["js_data"]["request_options"]
        has_one = bool(options["publicKey"].get("allowCredentials"))
        return context | {"options": json.dumps(options) if has_one else ""}


class Factors(IndexView):
    template_name = "accounts/second_factor/factors.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With `asked`, who has to have a second factor, where the person is one of them.

        `is_missing` is not so where a provider vouches for one.
        """
        user = self.request.user
        is_required = isinstance(user, User) and factors.is_required_of(user)
        asked = ASKED[settings.REQUIRE_SECOND_FACTOR] if is_required else ""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"asked": asked, "is_missing": getattr(self.request, MISSING, False)}


class AddApp(ActivateTOTPView):
    template_name = "accounts/second_factor/add_app.html"

    def form_invalid(self, form: Form) -> HttpResponse:
        return quota.answered(super().form_invalid(form), form)

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _record(self.request, factors.added, kind="totp")
        messages.success(self.request, "The app is added. From now on, signing in asks for its code.")
        return response


class RemoveApp(DeactivateTOTPView):
    template_name = "accounts/second_factor/remove_app.html"

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _record(self.request, factors.removed, kind="totp")
        messages.success(self.request, "The app is removed. Signing in asks for the password alone.")
        return response


class RecoveryCodesPage(ViewRecoveryCodesView):
    template_name = "accounts/second_factor/codes.html"


class NewRecoveryCodes(GenerateRecoveryCodesView):
    template_name = "accounts/second_factor/new_codes.html"

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _record(self.request, factors.added, kind="recovery codes")
        return response


class ConfirmPassword(ReauthenticateView):
    template_name = "accounts/confirm.html"

    def form_invalid(self, form: Form) -> HttpResponse:
        page = super().form_invalid(form)
        return metering.refused_proof(self.request, page, form, field="password", by="confirmation")


class ConfirmCode(CodeReauthenticateView):
    template_name = "accounts/confirm.html"

    def form_invalid(self, form: Form) -> HttpResponse:
        page = super().form_invalid(form)
        return metering.refused_proof(self.request, page, form, field="code", by="confirmation")


def _record(request: HttpRequest, verb: Any, *, kind: str) -> None:
    if isinstance(request.user, User):
        verb(user=request.user, kind=kind, now=timezone.now())


enter_code = EnterCode.as_view()
second_factor = Factors.as_view()
add_app = AddApp.as_view()
remove_app = RemoveApp.as_view()
recovery_codes = RecoveryCodesPage.as_view()
new_recovery_codes = NewRecoveryCodes.as_view()
confirm_password = ConfirmPassword.as_view()
confirm_code = ConfirmCode.as_view()
