"""A person's own tokens."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from incidents.models import AccessToken, User
from incidents.web.parts import token_pages
from incidents.web.parts.token_pages import TokenForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    form, status = TokenForm(request.POST if request.method == "POST" else None, owner=person), 200
    if request.method == "POST":
        made = token_pages.make(request, owner=person, actor=person, form=form)
        if not isinstance(made, int):
            return made
        status = made
    rows = AccessToken.objects.filter(owner=person, revoked_at=None).newest_first()
    context = {"form": form, "tokens": rows, "now": timezone.now()}
    return render(request, "accounts/tokens.html", context, status=status)


@never_cache
@require_safe
def made(request: HttpRequest) -> HttpResponse:
    return token_pages.made(request)


@require_POST
def revoke(request: HttpRequest, key: int) -> HttpResponse:
    """Administrators come here from the tokens of others, too."""
    person = _person(request)
    token = token_pages.revoke(request, key=key, actor=person)
    if token.owner_id == person.pk:
        return redirect("tokens")
    return redirect("service", token.owner_id) if token.owner.is_service else redirect("people-tokens")


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return User.objects.get(pk=request.user.pk)
