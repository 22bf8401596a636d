"""Who comes in: everybody who is signed in, or administrators alone."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from incidents import access
from incidents.models import User


def account_of(request: HttpRequest) -> User:
    """Raises PermissionDenied where nobody is signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def administrator_of(request: HttpRequest) -> User:
    """Raises PermissionDenied where somebody else asks: to be called before anything is looked up."""
    person = account_of(request)
    if not access.may_administer(person):
        raise PermissionDenied
    return person


def curator_of(request: HttpRequest) -> User:
    """Editors. Raises PermissionDenied where somebody else asks, before anything is looked up."""
    person = account_of(request)
    if not access.may_curate(person):
        raise PermissionDenied
    return person


def inviter_of(request: HttpRequest) -> User:
    """Administrators, and whoever leads a team. Raises PermissionDenied where somebody else asks."""
    person = account_of(request)
    if not access.may_invite_somebody(person):
        raise PermissionDenied
    return person
