from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from incidents.models.reader import Reader

if TYPE_CHECKING:  # the views import the default permissions, so this way round it is a circle
    from rest_framework.views import APIView


def reader_of(request: Request) -> Reader:
    """Who asks: what is answered depends on nothing else of the account."""
    return Reader.of(request.user)


class MayRead(BasePermission):
    """Reading is open if `PUBLIC_READING` is on; querysets decide what a reader finds."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return settings.PUBLIC_READING or request.user.is_authenticated
