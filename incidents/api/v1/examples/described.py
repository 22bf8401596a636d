"""Writes the examples into the OpenAPI description."""

import json
from typing import Any

from django.conf import settings

from incidents.api.v1.examples.requests import OF_OPERATIONS, RequestExample


def with_examples(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Gives each operation its summary, and its body and answer an example."""
    for path in result.get("paths", {}).values():
        for operation in path.values():
            example = OF_OPERATIONS[operation["operationId"]]
            operation["summary"] = example.summary
            _describe(successful(operation["responses"]), example.answer_type, _value(example))
            if example.file:
                _describe(operation["requestBody"], example.content_type, _body(example))
    return result


def successful(responses: dict[str, Any]) -> Any:
    """What is described of the answer to a request that is fine."""
    return next(responses[status] for status in ("200", "201", "202") if status in responses)


def _describe(part: dict[str, Any], media_type: str, value: Any) -> None:
    content = part["content"].get(media_type)
    if content is not None:
        content.setdefault("examples", {"example": {"value": value}})


def _value(example: RequestExample) -> Any:
    written = example.answered(settings.BASE_URL)
    return json.loads(written) if example.answer_type == "application/json" else written


def _body(example: RequestExample) -> Any:
    return json.loads(example.body) if example.content_type == "application/json" else example.body
