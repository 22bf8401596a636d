"""REST framework throttling of the analysis endpoints, by the same quota as the pages."""

from collections.abc import Collection

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from incidents.api.permissions import reader_of
from incidents.domain import limits
from incidents.domain.limits import Grant


class AnalysisThrottle(BaseThrottle):
    def __init__(self, methods: Collection[str]) -> None:
        self.methods = methods
        self.grant = Grant()

    def allow_request(self, request: Request, view: APIView) -> bool:
        if request.method in self.methods:
            address = request.META.get("REMOTE_ADDR")
            self.grant = limits.take(reader=reader_of(request), address=address, now=timezone.now())
        return not self.grant.refused

    def wait(self) -> float:
        return self.grant.wait

    def headers(self) -> dict[str, str]:
        """As the draft of the IETF on RateLimit fields has them."""
        if self.grant.rate is None:
            return {}
        number, seconds = self.grant.rate.number, self.grant.rate.seconds
        return {
            "RateLimit-Policy": f'"analysis";q={number};w={seconds}',
            "RateLimit": f'"analysis";r={self.grant.left};t={self.grant.full_in}',
        }
