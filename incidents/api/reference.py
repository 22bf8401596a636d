"""The reference of the API, shaped for its page from the OpenAPI description."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString

from incidents.api.v1.examples.requests import OF_OPERATIONS, RequestExample
from incidents.api.v1.views import descriptions
from incidents.stories import rendering

GROUPS = {
    "stories": "Stories",
    "find": "Find",
    "lint": "Lint",
    "rules": "Rules",
    "check": "Check a text",
    "resolve": "Checks of other tools",
    "export": "Exports",
    "terms": "Vocabulary",
    "actions": "Actions",
    "sightings": "Sightings",
    "news": "Your news",
    "schema": "Descriptions",
    "": "Start",
    "match": "Older names",
}
"""Headings by tag, in the order of the page."""


@dataclass(frozen=True)
class ReferenceParameter:
    """`values`: what it may be, such as `yes, no`; `place` is `path`, `query` or `header`."""

    name: str
    place: str
    is_required: bool
    values: str
    default: str
    description: SafeString


@dataclass(frozen=True)
class ReferenceStatus:
    code: str
    meaning: str


@dataclass(frozen=True)
class ReferenceOperation:
    """`body` is the content of the file that `curl` sends."""

    id: str
    method: str
    path: str
    summary: str
    description: SafeString
    is_deprecated: bool
    parameters: tuple[ReferenceParameter, ...]
    curl: str
    file: str
    body: str
    answer: str
    answer_type: str
    statuses: tuple[ReferenceStatus, ...]


@dataclass(frozen=True)
class ReferenceGroup:
    slug: str
    heading: str
    operations: tuple[ReferenceOperation, ...]


@cache
def groups() -> tuple[ReferenceGroup, ...]:
    """Every operation, by what it is about. Nothing of it changes while the process lives."""
    by_tag: dict[str, list[ReferenceOperation]] = {tag: [] for tag in GROUPS}
    for path, operations in descriptions.described()["paths"].items():
        for method, operation in operations.items():
            (tag,) = operation.get("tags", [""])
            by_tag[tag].append(_operation(method, path, operation))
    return tuple(
        ReferenceGroup(tag or "start", GROUPS[tag], tuple(found)) for tag, found in by_tag.items() if found
    )


def _operation(method: str, path: str, described: Mapping[str, Any]) -> ReferenceOperation:
    example: RequestExample = OF_OPERATIONS[described["operationId"]]
    return ReferenceOperation(
        id=described["operationId"],
        method=method.upper(),
        path=path,
        summary=described["summary"],
        description=_html(described.get("description", "")),
        is_deprecated=described.get("deprecated", False),
        parameters=tuple(_parameters(described.get("parameters", ()))),
        curl=example.curl(settings.BASE_URL),
        file=example.file,
        body=example.body,
        answer=example.answered(settings.BASE_URL),
        answer_type=example.answer_type,
        statuses=tuple(
            ReferenceStatus(code, one.get("description", ""))
            for code, one in sorted(described["responses"].items())
        ),
    )


def _parameters(described: Iterable[Mapping[str, Any]]) -> Iterator[ReferenceParameter]:
    for one in described:
        if one["in"] in {"path", "query", "header"}:
            schema = one["schema"]
            inner = schema.get("items", schema)
            yield ReferenceParameter(
                name=one["name"],
                place=one["in"],
                is_required=one.get("required", False),
                values=_values(inner) + (", several" if "items" in schema else ""),
                default=_word(schema.get("default", "")),
                description=_html(one.get("description", "")),
            )


def _values(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(map(_word, schema["enum"]))
    limits = [f"{key} {schema[key]}" for key in ("minimum", "maximum") if key in schema]
    return ", ".join([str(schema.get("format") or schema.get("type", "text")), *limits])


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _html(text: str) -> SafeString:
    """Descriptions are ours and Markdown; what they become is sanitised all the same."""
    return SafeString(rendering.html(text))
