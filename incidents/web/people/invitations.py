"""Invitations: the list, the form that makes one, and the page that shows its link once."""

import secrets
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from incidents import access
from incidents.domain.people import invitations as domain
from incidents.errors import DomainError, NotPossible, Refused
from incidents.models import Invitation, User
from incidents.web.parts import shown_once
from incidents.web.parts.paging import LONGEST_TEXT
from incidents.web.parts.revising import revise
from incidents.web.people.admission import inviter_of
from incidents.web.people.invitation_form import InvitationForm

MADE = "invitation-made"
LABELS = {"open": "Open", "used": "Used", "expired": "Expired", "revoked": "Revoked"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: HttpRequest) -> HttpResponse:
    inviter = inviter_of(request)
    if request.method != "POST":
        asked = {"teams": team} if (team := request.GET.get("team", "")) else {}
        return _page(request, inviter, InvitationForm(inviter=inviter, initial=asked))
    form = InvitationForm(request.POST, inviter=inviter)
    return revise(
        form, save=partial(_create, request, inviter, form), page=partial(_page, request, inviter, form)
    )


@never_cache
@require_safe
def made(request: HttpRequest) -> HttpResponse:
    """The link is in this one answer, and in no cache."""
    inviter = inviter_of(request)
    new = shown_once.take(request, place=MADE)
    row = domain.one_listed(key=new.key, viewer=inviter) if new else None
    if new is None or row is None:
        return redirect("invitations")
    return render(request, "people/invitation_made.html", {"row": row, "link": new.secret})


@require_POST
def revoke(request: HttpRequest, key: int) -> HttpResponse:
    inviter, row = _row(request, key)
    try:
        done = domain.revoke(invitation=row, actor=inviter, now=timezone.now())
    except NotPossible as problem:
        messages.error(request, problem.message)
    else:
        messages.success(
            request, "The invitation is revoked: its link works no more." if done else "It had ended already."
        )
    return redirect("invitations")


@require_POST
def renew(request: HttpRequest, key: int) -> HttpResponse:
    inviter, row = _row(request, key)
    try:
        new = domain.renew(
            invitation=row,
            actor=inviter,
            random=secrets.token_bytes(domain.RANDOM_BYTES),
            now=timezone.now(),
        )
    except NotPossible as problem:
        messages.error(request, problem.message)
        return redirect("invitations")
    return _shown(request, new)


def _row(request: HttpRequest, key: int) -> tuple[User, Invitation]:
    inviter = inviter_of(request)
    row = domain.one_listed(key=key, viewer=inviter)
    if row is None:
        raise Http404("There is no such invitation.")
    return inviter, row


def _create(request: HttpRequest, inviter: User, form: InvitationForm) -> HttpResponse:
    new = domain.create(
        **form.cleaned_data,
        actor=inviter,
        random=secrets.token_bytes(domain.RANDOM_BYTES),
        now=timezone.now(),
    )
    return _shown(request, new)


def _shown(request: HttpRequest, new: domain.NewInvitation) -> HttpResponse:
    shown_once.keep(request, place=MADE, key=new.invitation.pk, secret=new.link)
    return redirect(MADE)


def _page(
    request: HttpRequest,
    inviter: User,
    form: InvitationForm,
    *,
    status: int = 200,
    problem: DomainError | None = None,
) -> HttpResponse:
    if isinstance(problem, Refused):
        form.refuse(problem)
    asked, before = _asked(request)
    found = domain.listed(asked=asked, viewer=inviter, before=before, now=timezone.now())
    context = {
        "form": form,
        "problem": problem,
        "asked": asked,
        "states": LABELS.items(),
        "found": found,
        "may_administer": access.may_administer(inviter),
        "older": _older(asked, found.older),
    }
    return render(request, "people/invitations.html", context, status=status)


def _asked(request: HttpRequest) -> tuple[domain.InvitationFilter, int]:
    """What the address asks for; a state that is none, and a key that is none, are ignored."""
    text = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST_TEXT]
    state, before = request.GET.get("state", ""), request.GET.get("before", "")
    key = int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else 0
    return domain.InvitationFilter(text=text, state=state if state in domain.STATES else ""), key


def _older(asked: domain.InvitationFilter, key: int) -> str:
    """The address of the next page; empty where there is none."""
    said = {"q": asked.text, "state": asked.state, "before": str(key)}
    sent = urlencode({name: value for name, value in said.items() if value})
    return f"{reverse('invitations')}?{sent}" if key else ""
