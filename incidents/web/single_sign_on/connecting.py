"""The page on which somebody connects her account with who she is at the provider, or takes that back.

She confirms what the provider said: whoever brings a browser to answer as somebody else gains nothing by it.
"""

from datetime import datetime
from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from incidents.domain import single_sign_on
from incidents.errors import NotPossible
from incidents.models import User
from incidents.openid import Claims
from incidents.web.single_sign_on.asked import LASTS
from incidents.web.single_sign_on.going import registered

KEY = "single_sign_on_found"


def keep(request: HttpRequest, claims: Claims, *, now: datetime) -> None:
    request.session[KEY] = {
        "subject": claims.subject,
        "called": claims.text("name") or claims.text("preferred_username") or claims.subject,
        "email": claims.email,
        "at": now.timestamp(),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: HttpRequest) -> HttpResponse:
    site, user, found = registered(), _person(request), _found(request)
    if request.method == "POST":
        raise_if_reauthentication_required(request, app="")
        return _changed(request, user, site.issuer, found)
    context = {
        "provider": site.name,
        "found": found,
        "identity": user.identities.filter(issuer=site.issuer).first(),
        "has_password": user.has_usable_password(),
    }
    return render(request, "single_sign_on/connect.html", context)


def _changed(request: HttpRequest, user: User, issuer: str, found: dict[str, Any] | None) -> HttpResponse:
    now = timezone.now()
    request.session.pop(KEY, None)
    try:
        if request.POST.get("action") == "disconnect":
            single_sign_on.disconnect(user=user, issuer=issuer, now=now)
            messages.success(request, "Your account is not connected any more.")
        elif found is not None and request.POST.get("action") == "connect":
            single_sign_on.connect(user=user, issuer=issuer, subject=found["subject"], now=now)
            messages.success(request, "Your account is connected.")
        else:
            messages.info(
                request, "Nothing was changed: that took longer than ten minutes. Go there once more."
            )
    except NotPossible as refused:
        messages.error(request, refused.message)
    return redirect("single-sign-on-connect")


def _found(request: HttpRequest) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = request.session.get(KEY)
    is_fresh = kept is not None and timezone.now().timestamp() - float(kept["at"]) < LASTS.total_seconds()
    return kept if is_fresh else None


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
