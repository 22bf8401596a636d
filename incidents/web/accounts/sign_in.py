"""Signing in and out."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from incidents.errors import TooMuch
from incidents.web.accounts import known_browser, metering
from incidents.web.parts.quota import later


class SignInForm(AuthenticationForm):
    refused: TooMuch | None = None

    def clean(self) -> dict[str, object]:
        try:
            return super().clean()
        except TooMuch as refused:
            self.refused = refused
            raise ValidationError(refused.message, code=refused.code) from None


class SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        metering.succeeded(self.request)
        response = super().form_valid(form)
        known_browser.remember(response, name=form.cleaned_data["username"])
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        page = super().form_invalid(form)
        refused = form.refused if isinstance(form, SignInForm) else None
        return later(page, refused) if refused else page


class SignOut(LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What the browser has kept goes, too: nobody comes back to it by its back button."""
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache"'
        return response


sign_in = SignIn.as_view()

# Somebody whose session has ended in the meantime is signed out, too: there is nothing to ask of them.
sign_out = login_not_required(SignOut.as_view())
