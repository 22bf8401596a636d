"""The page for somebody who does not come in."""

import logging
import secrets

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from incidents.domain import single_sign_on
from incidents.errors import TooMuch
from incidents.openid import SignOnFailed, SingleSignOn
from incidents.web.parts.quota import later
from incidents.web.single_sign_on import marks
from incidents.web.single_sign_on.wording import WORDINGS, RefusalWording

logger = logging.getLogger(__name__)
LOGGED = "_has_been_logged"
"""What Django goes by: our line says more than its own, which would be an error of this site."""
NOT_A_REFUSAL = frozenset({"state", "unreachable", "answer", "issuer", "exchange"})
"""Reasons that say nothing of the person: whoever is signed in stays so."""


def page(request: HttpRequest, site: SingleSignOn, failed: SignOnFailed) -> HttpResponse:
    reference = secrets.token_hex(4)
    logger.warning("Sign-in through the provider failed, reference %s, %s", reference, failed)
    single_sign_on.refused(
        reason=failed.reason,
        reference=reference,
        user=None,
        address=request.META.get("REMOTE_ADDR"),
        now=timezone.now(),
    )
    if failed.reason not in NOT_A_REFUSAL and marks.read(request) is not None:
        logout(request)
    return _shown(request, site, WORDINGS[failed.reason], reference)


def too_many(request: HttpRequest, site: SingleSignOn, refused: TooMuch) -> HttpResponse:
    wording = RefusalWording(429, refused.message, "Try again later; who is signed in stays so.")
    return later(_shown(request, site, wording, ""), refused)


def _shown(request: HttpRequest, site: SingleSignOn, wording: RefusalWording, reference: str) -> HttpResponse:
    context = {
        "happened": wording.happened.format(name=site.name),
        "advice": wording.advice.format(name=site.name),
        "reference": reference,
    }
    response = render(request, "single_sign_on/failed.html", context, status=wording.status)
    setattr(response, LOGGED, True)
    return response
