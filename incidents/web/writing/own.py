"""The drafts of whoever asks."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from incidents.models import Draft, User


def person_of(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def found(request: HttpRequest, key: UUID) -> Draft:
    """`Http404` where whoever asks has no draft with the key that she may open."""
    mine = Draft.objects.of(person_of(request)).select_related("incident", "forked_from")
    draft = mine.filter(key=key).first()
    if draft is None:
        raise Http404(str(key))
    return draft
