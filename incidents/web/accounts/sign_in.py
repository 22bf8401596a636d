"""Signing in and out."""

from typing import Any

from allauth.account.utils import perform_login
from allauth.account.views import LoginView, LogoutView
from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from incidents.domain.people import sign_in as attempts
from incidents.errors import TooMuch
from incidents.openid import SingleSignOn
from incidents.web.accounts import known_browser, metering
from incidents.web.parts import quota


class SignInForm(AuthenticationForm):
    """An e-mail address stands for the account that has it, so that both take from one quota."""

    username = forms.CharField(
        label="User name or e-mail address",
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "Please enter a correct user name and password. Both may be case-sensitive.",
    }

    def clean_username(self) -> str:
        return attempts.username_for(typed=self.cleaned_data["username"])

    def clean(self) -> dict[str, object]:
        try:
            return super().clean()
        except TooMuch as refused:
            raise quota.refusal(refused) from None

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Goes on with the second factor, if the account has one."""
        response: HttpResponse = perform_login(request, self.get_user(), redirect_url=redirect_url)
        return response


class SignIn(LoginView):
    template_name = "accounts/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        site: SingleSignOn | None = settings.SINGLE_SIGN_ON
        return super().get_context_data(**kwargs) | {"provider": site.name if site else ""}

    def get_form_class(self) -> type[SignInForm]:
        return SignInForm

    def form_valid(self, form: SignInForm) -> HttpResponse:
        metering.succeeded(self.request)
        response: HttpResponse = super().form_valid(form)
        known_browser.remember(response, name=form.cleaned_data["username"])
        return response

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        page: HttpResponse = super().form_invalid(form)
        if quota.refused_in(form):
            return quota.answered(page, form)
        if form.cleaned_data.get("password"):
            name = form.cleaned_data.get("username", "")
            attempts.refused(name=name, now=timezone.now())
        return page


class SignOut(LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What the browser has kept goes, too: nobody comes back to it by its back button."""
        response: HttpResponse = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache"'
        return response


sign_in = SignIn.as_view()
sign_out = require_POST(SignOut.as_view())
