"""An invitation is opened and accepted.

Opening the link puts the key of its row into the session and leads on to an address without the secret, so
that no page passes it on. Links that are unknown, used, expired or revoked all end at the same page.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from allauth.account.utils import perform_login
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from incidents.domain.people import invitations, sign_in
from incidents.errors import DomainError, NotPossible, Refused, TooMuch
from incidents.models import Invitation, User
from incidents.web.accounts import known_browser
from incidents.web.parts.forms import RefusableForm
from incidents.web.parts.quota import later
from incidents.web.parts.revising import revise
from incidents.web.parts.welcoming import welcome

OPENED = "invitation"
NOT_FOUND = 404


class NewAccountForm(RefusableForm):
    """The domain says what is wrong with a user name or a password."""

    username = forms.CharField(
        label="User name",
        required=False,
        help_text="At most 150 letters, digits and @ . + - _",
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "maxlength": 150, "required": True}
        ),
    )
    display_name = forms.CharField(
        label="Name shown to others (optional)",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "maxlength": 100}),
    )
    password = forms.CharField(
        label="Password",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "required": True}),
    )
    again = forms.CharField(
        label="Password again",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "required": True}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["password"].help_text = password_validators_help_text_html()

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError("The two passwords differ; type the same one twice.")
        return again


@dataclass(frozen=True)
class OpenedInvitation:
    row: Invitation
    is_proven: bool


@login_not_required
@never_cache
@require_safe
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    now = timezone.now()
    try:
        taken = sign_in.admit_invitation(address=request.META.get("REMOTE_ADDR"), now=now)
    except TooMuch as refused:
        return later(_gone(request, refused), refused)
    link = invitations.opened(written=secret, now=now)
    if link is None:
        request.session.pop(OPENED, None)
    else:
        sign_in.succeeded(taken)
        if not request.user.is_authenticated:
            request.session.cycle_key()  # nobody else knows the session in which it is accepted
        request.session[OPENED] = [link.key, link.is_proven]
    onward = redirect("invitation")
    onward["Referrer-Policy"] = "no-referrer"
    return onward


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    opened = _opened(request)
    if opened is None:
        return _gone(request)
    person = request.user if isinstance(request.user, User) else None
    form = NewAccountForm(request.POST if request.method == "POST" and person is None else None)
    if request.method != "POST":
        return _page(request, opened, form)
    if person is not None:
        return _join(request, opened, person)
    return revise(
        form, save=partial(_accept, request, opened, form), page=partial(_page, request, opened, form)
    )


def _opened(request: HttpRequest) -> OpenedInvitation | None:
    """The invitation that was opened in this session, if it still works."""
    key, is_proven = request.session.get(OPENED, (None, False))
    row = invitations.usable(key=key, now=timezone.now()) if key else None
    return OpenedInvitation(row, is_proven) if row else None


def _accept(request: HttpRequest, opened: OpenedInvitation, form: NewAccountForm) -> HttpResponse:
    """Attempts are counted, since each one can ask for a user name."""
    address, now = request.META.get("REMOTE_ADDR"), timezone.now()
    taken = sign_in.admit_invitation(address=address, now=now)
    try:
        user = invitations.accept(
            key=opened.row.pk,
            is_proven=opened.is_proven,
            username=form.cleaned_data["username"],
            display_name=form.cleaned_data["display_name"],
            password=form.cleaned_data["password"],
            now=now,
        )
    except NotPossible:  # somebody was faster
        return _gone(request)
    sign_in.succeeded(taken)
    del request.session[OPENED]
    welcome(request, user)
    response: HttpResponse = perform_login(request, user)
    known_browser.remember(response, name=user.username)
    return response


def _join(request: HttpRequest, opened: OpenedInvitation, person: User) -> HttpResponse:
    try:
        teams = invitations.join(key=opened.row.pk, user=person, now=timezone.now())
    except NotPossible:
        return _gone(request)
    del request.session[OPENED]
    messages.success(request, f"You are in: {', '.join(team.name for team in teams)}.")
    return redirect("teams")


def _page(
    request: HttpRequest,
    opened: OpenedInvitation,
    form: NewAccountForm,
    *,
    status: int = 200,
    problem: DomainError | None = None,
) -> HttpResponse:
    if isinstance(problem, Refused):
        form.refuse(problem)
    context = {
        "row": opened.row,
        "teams": opened.row.teams.order_by("name"),
        "form": form,
        "problem": problem,
    }
    return render(request, "accounts/invitation.html", context, status=status)


def _gone(request: HttpRequest, problem: TooMuch | None = None) -> HttpResponse:
    return render(request, "accounts/invitation_gone.html", {"problem": problem}, status=NOT_FOUND)
