"""Access to pages without signing in, and the template context of every page."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from incidents import access
from incidents.models import Candidate, User
from incidents.models.reader import Reader
from incidents.web import navigation

OPEN = "open_to_readers"
View = TypeVar("View", bound=Callable[..., Any])


def open_to_readers(view: View) -> View:
    """Readable without signing in, as long as the instance allows public reading."""
    setattr(view, OPEN, True)
    return view


def reader_of(request: HttpRequest) -> Reader:
    """Who asks: what a page shows depends on nothing else of the account."""
    return Reader.of(request.user)


def may_read(request: HttpRequest) -> bool:
    """Whether the client may read pages at all; `visible_to` decides which stories."""
    return settings.PUBLIC_READING or request.user.is_authenticated


class PrivateUnlessOpenMiddleware(LoginRequiredMiddleware):
    """Pages are private; those that say so are open as far as `PUBLIC_READING` goes."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if settings.PUBLIC_READING and getattr(view_func, OPEN, False):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


def site(request: HttpRequest) -> dict[str, Any]:
    place = request.resolver_match
    person = getattr(request, "user", None)  # there is none where a request is refused at once
    curates = isinstance(person, User) and access.may_curate(person)
    header = navigation.at(
        place.url_name or "" if place else "",
        is_signed_in=isinstance(person, User),
        administers=isinstance(person, User) and access.may_administer(person),
        curates=curates,
    )
    return {
        "site_url": settings.BASE_URL,
        "navigation": header,
        "candidates_waiting": Candidate.objects.waiting().count if curates else None,
        "may_read": may_read(request),
    }
