"""Access to pages without signing in, and the template context of every page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from incidents.models.reader import Reader

OPEN = "open_to_readers"
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class NavigationLink:
    """An entry of the main navigation: the name of a URL, and its words."""

    name: str
    label: str


NAVIGATION = (
    NavigationLink("find", "Find"),
    NavigationLink("stories", "Stories"),
    NavigationLink("lint", "Lint"),
    NavigationLink("rules", "Rules"),
    NavigationLink("components", "Components"),
    NavigationLink("failure-modes", "Failure modes"),
    NavigationLink("organisations", "Organisations"),
    NavigationLink("sources", "Sources"),
)
FOOTER = (NavigationLink("glossary", "Glossary"), NavigationLink("about", "About"))
WITH_BOX = ("home", "find")
"""Pages with the box in their middle; a second one in the header would only ask which to use."""


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
    return {
        "site_url": settings.BASE_URL,
        "navigation": NAVIGATION,
        "with_box": WITH_BOX,
        "may_read": may_read(request),
    }
