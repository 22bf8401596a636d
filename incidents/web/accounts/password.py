"""A new password: from the profile, or by a link for those who have lost the old one."""

from typing import Any

from allauth.account.forms import ResetPasswordKeyForm, UserTokenForm
from allauth.account.views import PasswordResetFromKeyView
from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.domain.people import passwords, sign_in
from incidents.errors import TooMuch
from incidents.models import User
from incidents.web.accounts import metering
from incidents.web.parts import quota


class ConfirmedPasswordForm(PasswordChangeForm):
    """Asks for the old password, and counts how often it is tried: a session may be in the wrong hands."""

    def clean_old_password(self) -> str:
        try:
            sign_in.admit_confirmation(user=self.user, now=timezone.now())
        except TooMuch as refused:
            raise quota.refusal(refused) from None
        return super().clean_old_password()


class PasswordChange(PasswordChangeView):
    form_class = ConfirmedPasswordForm
    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("profile")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        passwords.change(
            user=form.user,
            password=form.cleaned_data["new_password1"],
            kept=self.request.session.session_key,
            now=timezone.now(),
        )
        update_session_auth_hash(self.request, form.user)
        messages.success(self.request, "Your password is changed; elsewhere you are signed out.")
        return redirect(self.get_success_url())

    def form_invalid(self, form: PasswordChangeForm) -> HttpResponse:
        page = super().form_invalid(form)
        return metering.refused_proof(self.request, page, form, field="old_password", by="confirmation")


class LostPasswordForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True})
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def lost(request: HttpRequest) -> HttpResponse:
    """The answer is the same whether or not somebody has that address."""
    form = LostPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email, address = form.cleaned_data["email"], request.META.get("REMOTE_ADDR")
        try:
            sign_in.admit_link(email=email, address=address, now=timezone.now())
        except TooMuch as refused:
            form.add_error(None, refused.message)
            return quota.later(render(request, "accounts/password_lost.html", {"form": form}), refused)
        passwords.mail_link(email=email, now=timezone.now())
        minutes = int(passwords.lifetime().total_seconds() // 60)
        return render(request, "accounts/password_sent.html", {"email": email, "minutes": minutes})
    return render(request, "accounts/password_lost.html", {"form": form})


class LinkForm(UserTokenForm):
    """Of an account that is closed, or of a program, no link works."""

    token_generator = default_token_generator

    def _get_user(self, uidb36: str) -> User | None:
        found = super()._get_user(uidb36)
        return found if isinstance(found, User) and found.is_active and not found.is_service else None


class NewPasswordForm(ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("password1", "New password"), ("password2", "New password again")):
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["password1"].help_text = password_validators_help_text_html()


class NewPassword(PasswordResetFromKeyView):
    """The key leaves the address before the page is shown, so that nothing there can pass it on."""

    form_class = NewPasswordForm
    template_name = "accounts/password_new.html"
    success_url = reverse_lazy("sign-in")

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        passwords.reset(
            user=form.user,
            password=form.cleaned_data["password1"],
            now=timezone.now(),
        )
        messages.success(self.request, "Your new password is saved. Sign in with it.")
        return redirect(self.get_success_url())


password_change = PasswordChange.as_view()
new_password = NewPassword.as_view()
