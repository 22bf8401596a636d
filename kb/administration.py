"""The site on which administrators look after people, teams and words."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.response import HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Administration(AdminSite):
    site_header = site_title = "Soundings, looked after"

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Filters hand the database what the address holds, and no database holds a NUL."""
        shown = super().admin_view(view, cacheable)

        @wraps(shown)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if any("\0" in value for _, values in request.GET.lists() for value in values):
                raise SuspiciousOperation("A NUL in the address.")
            return shown(request, *args, **kwargs)

        return cast(View, answer)
