"""What whoever asks may do at an endpoint: the scope of a token, and whether the instance is read by all."""

from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from incidents.api import problems
from incidents.domain.people import TokenBearer
from incidents.models import User
from incidents.models.reader import Reader
from incidents.models.token import TokenScope

if TYPE_CHECKING:  # the views import the default permissions, so this way round it is a circle
    from rest_framework.views import APIView


def reader_of(request: Request) -> Reader:
    """Who asks: what is answered depends on nothing else of the account."""
    return Reader.of(request.user)


def account_of(request: Request) -> User:
    """Of whoever is signed in or sends a token. Raises `NotAuthenticated`."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user


def scope_of(view: "APIView", method: str) -> TokenScope:
    """The scope that a token needs: `read` to read and to have something analysed.

    A view that changes something says otherwise in `scope`; one that says nothing needs `write`.
    """
    if method in SAFE_METHODS or getattr(view, "changes_nothing", False):
        return TokenScope.READ
    return TokenScope(getattr(view, "scope", TokenScope.WRITE))


class ScopeMissing(PermissionDenied):
    """`auth_header` is as RFC 6750 has it."""

    kind = problems.SCOPE_MISSING

    def __init__(self, needed: TokenScope, bearer: TokenBearer) -> None:
        has = ", ".join(sorted(bearer.scopes))
        super().__init__(f"This takes a token with the scope “{needed}”; yours has: {has}.")
        self.auth_header = f'Bearer error="insufficient_scope", scope="{needed}"'


class MayRead(BasePermission):
    """Reading is open if `PUBLIC_READING` is on; querysets decide what a reader finds."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if isinstance(request.auth, TokenBearer):
            needed = scope_of(view, request.method or "")
            if needed not in request.auth.scopes:
                raise ScopeMissing(needed, request.auth)
        return settings.PUBLIC_READING or request.user.is_authenticated
