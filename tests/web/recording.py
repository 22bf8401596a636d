"""Notes which parameters of a query each address reads."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve

READ: defaultdict[str, set[str]] = defaultdict(set)
"""Names of parameters by the name of the URL."""


class RecordedQuery(QueryDict):
    """A query that notes the name of each parameter that is asked for."""

    read: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.read.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.read.add(str(name))
        return super().__contains__(name)

    def getlist(self, name: str, default: Any = None) -> Any:
        self.read.add(name)
        return super().getlist(name, default)


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        try:
            name = resolve(request.path_info).view_name
        except Resolver404:
            return get_response(request)
        query = RecordedQuery(request.META.get("QUERY_STRING", ""))
        query.read = READ[name]
        request.GET = query
        return get_response(request)

    return answer
