"""Representations. What a view hands over is a struct to encode, or bytes that are finished."""

from collections.abc import Mapping
from typing import Any

import msgspec
from rest_framework.renderers import BaseRenderer


class Json(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return data if isinstance(data, bytes) else msgspec.json.encode(data)


class Finished(BaseRenderer):
    """Text in UTF-8 that the view has written."""

    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return bytes(data)


class Yaml(Finished):
    media_type = "application/yaml"
    format = "yaml"


class Markdown(Finished):
    media_type = "text/markdown"
    format = "md"


class Sarif(Json):
    media_type = "application/sarif+json"
    format = "sarif"
