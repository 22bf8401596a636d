from django.conf import settings
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView


class MayRead(BasePermission):
    """Reading is open as far as `PUBLIC_READING` goes; what a reader finds is decided by the queryset."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return settings.PUBLIC_READING or request.user.is_authenticated
