"""To the provider."""

import secrets

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from incidents.domain import single_sign_on
from incidents.domain.single_sign_on import provider
from incidents.errors import TooMuch
from incidents.openid import RANDOM_BYTES, SignInQuestion, SignOnFailed, SingleSignOn
from incidents.web.single_sign_on import asked, failing, marks
from incidents.web.single_sign_on.asked import Asked


def registered() -> SingleSignOn:
    """Without a provider, the pages are not there."""
    site: SingleSignOn | None = settings.SINGLE_SIGN_ON
    if site is None:
        raise Http404
    return site


def redirect_address() -> str:
    """Where the provider sends the browser back to, as it is registered there."""
    return settings.BASE_URL + reverse("single-sign-on-answer")


@never_cache
@login_not_required
@require_GET
def go(request: HttpRequest) -> HttpResponse:
    """Somebody who has signed in with a password goes there only to connect her account."""
    site, leads_to, connects = registered(), _next(request), 0
    if request.user.is_authenticated and marks.read(request) is None:
        if request.GET.get("for") != "connecting":
            return redirect(leads_to)
        connects = request.user.pk
    return begin(request, site, leads_to=leads_to, connects=connects)


def begin(request: HttpRequest, site: SingleSignOn, *, leads_to: str, connects: int) -> HttpResponse:
    now = timezone.now()
    try:
        single_sign_on.attempts.admit_start(address=request.META.get("REMOTE_ADDR"), now=now)
        document = provider.discovery(site=site, now=now)
    except TooMuch as refused:
        return failing.too_many(request, site, refused)
    except SignOnFailed as failed:
        return failing.page(request, site, failed)
    question = SignInQuestion.made_of(secrets.token_bytes(RANDOM_BYTES))
    asked.keep(request, Asked(question, leads_to, connects), now=now)
    return redirect(question.address(site, document, redirect=redirect_address()))


def _next(request: HttpRequest) -> str:
    """A page of this site."""
    wanted = request.GET.get("next", "")
    is_here = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_here else reverse(settings.LOGIN_REDIRECT_URL)
