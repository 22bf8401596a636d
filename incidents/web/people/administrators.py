"""Pages for administrators alone."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from incidents import access
from incidents.models import User


def administrator_of(request: HttpRequest) -> User:
    """Raises PermissionDenied where somebody else asks."""
    person = request.user
    if not isinstance(person, User) or not access.may_administer(person):
        raise PermissionDenied
    return person
