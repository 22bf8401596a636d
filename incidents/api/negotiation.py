"""Content negotiation: an ending in the address decides, else the Accept header."""

from collections.abc import Iterable

from django.http import Http404
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from incidents.api.renderers import Json

OTHER_NAMES = {
    "application/yaml": ("text/yaml", "application/x-yaml", "text/x-yaml"),
    "text/markdown": ("text/x-markdown",),
}
"""Media types that were in use before one was registered."""


class Negotiation(DefaultContentNegotiation):
    """REST framework's own leaves out how much a client prefers each type (`q`)."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderers = list(renderers)
        if request.method == "OPTIONS":  # describes the address, and is not what lives there
            return Json(), Json.media_type
        if format_suffix:
            found = [renderer for renderer in renderers if renderer.format == format_suffix]
            if not found:
                raise Http404
            return found[0], found[0].media_type
        if request.META.get("HTTP_ACCEPT", "*/*") == "*/*":  # as most programs ask
            return renderers[0], renderers[0].media_type
        by_type = {renderer.media_type: renderer for renderer in renderers}
        # After all of those: a client that takes anything is given a type that is registered.
        by_type |= {
            name: renderer for renderer in renderers for name in OTHER_NAMES.get(renderer.media_type, ())
        }
        preferred = request.get_preferred_type(list(by_type))
        if preferred is None:
            raise NotAcceptable(available_renderers=renderers)
        return by_type[preferred], by_type[preferred].media_type
