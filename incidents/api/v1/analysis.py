"""The analysis endpoints: each reads the whole body and charges the quota of the client."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from incidents.api.throttling import AnalysisThrottle
from incidents.api.v1 import bodies
from incidents.domain import analysis, limits


class AnalysisView(APIView):
    parser_classes = [bodies.Whole]
    changes_nothing = True
    charged_methods: tuple[str, ...] = ("POST",)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.throttle = AnalysisThrottle(self.charged_methods)
        self.began = analysis.processor_seconds()

    def get_throttles(self) -> list[BaseThrottle]:
        return [self.throttle]

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if not self.throttle.grant.refused:
            limits.charge(self.throttle.grant, spent=analysis.processor_seconds() - self.began)
        for name, value in self.throttle.headers().items():
            answer[name] = value
        return answer
