"""The site on which administrators look after people, teams and words."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, path, reverse
from django.views.generic import RedirectView

from incidents.web.accounts import sign_in

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Administration(AdminSite):
    site_header = site_title = "Soundings administration"

    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one place to sign in, where attempts are counted."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied("Only staff looks after people, teams and terms.")
        wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        return redirect_to_login(wanted, reverse("sign-in"))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Signing out and changing a password are those of the pages.

        No address leads from a key to the page of its row, which would tell that there is one.
        """
        changing = RedirectView.as_view(pattern_name="password-change")
        return [
            path("password_change/", changing, name="password_change"),
            path("logout/", sign_in.sign_out, name="logout"),
            *(url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"),
        ]

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Refuses a NUL in the address: filters would hand it to the database, which refuses it."""
        shown = super().admin_view(view, cacheable)

        @wraps(shown)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if any("\0" in value for _, values in request.GET.lists() for value in values):
                raise SuspiciousOperation("A NUL in the address.")
            return shown(request, *args, **kwargs)

        return cast(View, answer)
