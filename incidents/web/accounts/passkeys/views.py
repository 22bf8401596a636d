"""Passkeys: added, named, removed, and shown in the place of a code or of a password."""

import json
from typing import Any

from allauth.mfa.totp.forms import DeactivateTOTPForm
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone

from incidents.domain.people import factors, sign_in
from incidents.errors import TooMuch
from incidents.models import User
from incidents.web.accounts import metering
from incidents.web.accounts.passkeys.forms import NewPasskeyForm
from incidents.web.parts import quota


class AddPasskey(AddWebAuthnView):
    template_name = "accounts/passkeys/add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """As for a passkey that is found without a user name, and asks who is there."""
        if not isinstance(self.request.user, User):
            raise PermissionDenied
        options = auth.begin_registration(self.request.user, True)
        return {"form": kwargs.get("form") or self.get_form(), "options": json.dumps(options)}

    def form_valid(self, form: NewPasskeyForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _record(self.request, factors.added)
        messages.success(
            self.request, "The passkey is added. Sign in with it, with or without your password."
        )
        return response


class RenamePasskey(EditWebAuthnView):
    template_name = "accounts/passkeys/rename.html"
    success_url = reverse_lazy("mfa_index")


class RemovePasskey(RemoveWebAuthnView):
    """Refused as removing the app is, by the form of the library for that."""

    form_class = DeactivateTOTPForm
    template_name = "accounts/passkeys/remove.html"
    success_url = reverse_lazy("mfa_index")

    def get_form_kwargs(self) -> dict[str, Any]:
        """With data, though nothing is typed: the page says at once that the passkey has to stay."""
        return {**super().get_form_kwargs(), "authenticator": self.object, "data": {}}

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _record(self.request, factors.removed)
        messages.success(self.request, "The passkey is removed. Delete it on its device, too.")
        return response


class SignInWithPasskey(LoginWebAuthnView):
    """GET begins, and is counted by network; POST ends it, once for each beginning."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            sign_in.admit_passkey(address=request.META.get("REMOTE_ADDR"), now=timezone.now())
        except TooMuch as refused:
            return quota.later(JsonResponse({"message": refused.message}), refused)
        return JsonResponse(dict(auth.begin_authentication()))

    def form_valid(self, form: Form) -> HttpResponse:
        sign_in.passkey_succeeded(address=self.request.META.get("REMOTE_ADDR"))
        response: HttpResponse = super().form_valid(form)
        return response

    def form_invalid(self, form: Form) -> HttpResponse:
        auth.clear_state()
        messages.error(
            self.request, "That passkey opens no account here. Was it removed, or is it of another site?"
        )
        return redirect("sign-in")


class ConfirmPasskey(ReauthenticateWebAuthnView):
    template_name = "accounts/passkeys/confirm.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form = kwargs.get("form") or self.get_form()
        return context | {"form": form, "options": json.dumps(context["js_data"]["request_options"])}

    def form_invalid(self, form: Form) -> HttpResponse:
        page = self.render_to_response(self.get_context_data(form=form))
        return metering.refused_proof(self.request, page, form, field="credential", by="confirmation")


def _record(request: HttpRequest, verb: Any) -> None:
    if isinstance(request.user, User):
        verb(user=request.user, kind="passkey", now=timezone.now())


add = AddPasskey.as_view()
rename = RenamePasskey.as_view()
remove = RemovePasskey.as_view()
sign_in_with = SignInWithPasskey.as_view()
confirm = ConfirmPasskey.as_view()
