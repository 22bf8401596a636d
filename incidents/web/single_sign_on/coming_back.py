"""Back from the provider."""

from allauth.account.internal.flows.login import clear_authentication_records, record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from incidents.domain import limits, single_sign_on
from incidents.domain.single_sign_on import Arrival, provider
from incidents.errors import TooMuch
from incidents.openid import Claims, SignOnFailed, SingleSignOn, shown
from incidents.web.accounts.adapter import FACTOR_SHOWN, SINGLE_SIGN_ON
from incidents.web.parts.welcoming import welcome
from incidents.web.single_sign_on import asked, connecting, failing, marks
from incidents.web.single_sign_on.asked import Asked
from incidents.web.single_sign_on.going import redirect_address, registered

NOT_COUNTED = frozenset({"denied", "unreachable", "answer", "issuer"})
"""Reasons that are no guess of anybody."""


@never_cache
@login_not_required
@require_GET
def answer(request: HttpRequest) -> HttpResponse:
    site, address = registered(), request.META.get("REMOTE_ADDR")
    try:
        taken = single_sign_on.attempts.admit_answer(address=address, now=timezone.now())
    except TooMuch as refused:
        return failing.too_many(request, site, refused)
    try:
        response = _answered(request, site)
    except SignOnFailed as failed:
        if failed.reason in NOT_COUNTED:
            limits.give_back(taken)
        return failing.page(request, site, failed)
    limits.give_back(taken)
    return response


def _answered(request: HttpRequest, site: SingleSignOn) -> HttpResponse:
    now = timezone.now()
    was_asked = asked.take(request, request.GET.get("state", ""), now=now)
    if was_asked is None:
        raise SignOnFailed("state", "nothing was asked with this state, or it is used or too old")
    claims = _told(request, site, was_asked)
    if was_asked.connects:
        if was_asked.connects != request.user.pk:
            raise SignOnFailed("state", "somebody else is signed in than who wanted to connect")
        connecting.keep(request, claims, now=now)
        return redirect("single-sign-on-connect")
    arrival = single_sign_on.arrive(claims=claims, site=site, now=now)
    return _signed_in(request, site, arrival, claims, was_asked.leads_to)


def _told(request: HttpRequest, site: SingleSignOn, was_asked: Asked) -> Claims:
    now = timezone.now()
    issuer = request.GET.get("iss", "")
    if issuer != site.issuer and (issuer or provider.discovery(site=site, now=now).names_itself):
        raise SignOnFailed("token", f"the answer comes from {shown(issuer)}")
    if error := request.GET.get("error"):
        raise SignOnFailed("denied", f"{shown(error)} {shown(request.GET.get('error_description', ''))}")
    code = request.GET.get("code", "")
    if not code:
        raise SignOnFailed("answer", "neither a code nor an error came")
    return provider.told(
        site=site, question=was_asked.question, code=code, redirect=redirect_address(), now=now
    )


def _signed_in(
    request: HttpRequest, site: SingleSignOn, arrival: Arrival, claims: Claims, leads_to: str
) -> HttpResponse:
    user = arrival.user
    if request.user.is_authenticated and request.user.pk != user.pk:
        logout(request)
    vouches = site.checks_factors or claims.has_shown_several_factors
    setattr(request, FACTOR_SHOWN, vouches)
    marks.put(request, user=user.pk, vouches=vouches, now=timezone.now())
    clear_authentication_records(request)
    record_authentication(request, user, method=SINGLE_SIGN_ON)
    response: HttpResponse = perform_login(request, user, redirect_url=leads_to)
    if arrival.how == "new":
        welcome(request, user)
        if not user.email:
            messages.info(
                request,
                f"{site.name} told no verified e-mail address of yours, so no mail reaches you. If you have"
                " another account here, sign in to it with its password and connect it in its profile.",
            )
    elif arrival.how == "linked":
        messages.success(request, f"{site.name} opens your account from now on.")
    return response
