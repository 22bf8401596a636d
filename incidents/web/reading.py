"""Who may open a page without signing in, and what every page is told."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

OPEN = "open_to_readers"
View = TypeVar("View", bound=Callable[..., Any])


def open_to_readers(view: View) -> View:
    """Readable without signing in, as long as the instance allows public reading."""
    setattr(view, OPEN, True)
    return view


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


def site(_request: HttpRequest) -> dict[str, Any]:
    return {"site_url": settings.BASE_URL, "public_reading": settings.PUBLIC_READING}
