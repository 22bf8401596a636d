"""What every page with tokens has: the form that makes one, the page that shows it once, and revoking."""

import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst

from incidents.domain.people import tokens
from incidents.errors import NotPossible, Refused
from incidents.models import AccessToken, User
from incidents.models.token import LONGEST_NAME, TokenScope
from incidents.web.parts import shown_once
from incidents.web.parts.revising import BAD_REQUEST, CONFLICT, UNPROCESSABLE

USUAL_DAYS = 90
MADE = "token-made"
OFFERED = {
    TokenScope.READ: "Read: stories, rules, exports and your own news as you see them, and have texts and "
    "manifests analysed. Nothing is changed by it",
    TokenScope.WRITE: "Write: plan, change, close and reopen actions of stories",
    TokenScope.REPORT: "Report: say that a story or a rule was seen, and send alerts from Alertmanager",
}
"""Scopes that some operation of the API asks for, and what each opens. Tokens made with others stay good."""


class TokenForm(forms.Form):
    """`owner`: whose token it will be. The domain says what is wrong with a name, scopes or days."""

    name = forms.CharField(
        label="Name",
        required=False,
        help_text="What has it, such as the pipeline of a repository.",
        widget=forms.TextInput(attrs={"maxlength": LONGEST_NAME, "autocomplete": "off", "required": True}),
    )
    days = forms.CharField(
        label="Expires after (days)",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 5, "required": True}),
    )

    def __init__(self, *args: Any, owner: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["scopes"] = forms.MultipleChoiceField(
            label="What it may do, as far as its owner may",
            required=False,
            initial=[TokenScope.READ],
            choices=[(str(one), opens) for one, opens in OFFERED.items()],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["days"].initial = min(USUAL_DAYS, settings.TOKEN_DAYS)
        self.fields["days"].help_text = f"At most {settings.TOKEN_DAYS}."

    def clean_days(self) -> int:
        """0, which the domain refuses, where it is no number."""
        typed = str(self.cleaned_data["days"]).strip()
        return int(typed[:6]) if typed.isascii() and typed.isdecimal() else 0

    def refuse(self, refused: Refused) -> None:
        for fault in refused.faults:
            self.add_error(fault.pointer.removeprefix("/"), f"{capfirst(fault.message)}.")


def make(request: HttpRequest, *, owner: User, actor: User, form: TokenForm) -> HttpResponse | int:
    """Leads to the page that shows a new token; or the status of the page with the form and what is wrong."""
    if not form.is_valid():
        return BAD_REQUEST
    try:
        new = tokens.create(
            owner=owner,
            actor=actor,
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            days=form.cleaned_data["days"],
            random=secrets.token_bytes(tokens.RANDOM_BYTES),
            now=timezone.now(),
        )
    except Refused as refused:
        form.refuse(refused)
        return UNPROCESSABLE
    except NotPossible as problem:
        form.add_error(None, problem.message)
        return CONFLICT
    shown_once.keep(request, place=MADE, key=new.token.pk, secret=new.written)
    return redirect(MADE)


def made(request: HttpRequest) -> HttpResponse:
    """The page that shows a new token: in this one answer, and in no cache."""
    new = shown_once.take(request, place=MADE)
    token = AccessToken.objects.filter(pk=new.key).select_related("owner").first() if new else None
    if new is None or token is None:
        return redirect("tokens")
    curl = f"curl -H 'Authorization: Bearer {new.secret}' {settings.BASE_URL}/api/v1/stories"
    context = {"written": new.secret, "token": token, "owner": token.owner, "curl": curl}
    return render(request, "accounts/token_made.html", context)


def revoke(request: HttpRequest, *, key: int, actor: User) -> AccessToken:
    """Ends a token of `actor`, or of anybody where she is an administrator. Others do not exist for her."""
    token = AccessToken.objects.filter(pk=key).select_related("owner").first()
    if token is None or not (token.owner_id == actor.pk or actor.is_administrator):
        raise Http404("There is no such token of yours.")
    tokens.revoke(token=token, actor=actor, now=timezone.now())
    messages.success(request, f"The token {token.prefix}… is revoked: the next request with it is refused.")
    return token
