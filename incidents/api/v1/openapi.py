"""The OpenAPI description, made from the structs of parameters, bodies and responses."""

from collections.abc import Iterable
from typing import Any

import msgspec
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from incidents.answering.document import FoundDocument
from incidents.api import errors
from incidents.api.problems import Problem
from incidents.api.v1 import bodies, responses
from incidents.api.v1.query import Parameters
from incidents.rules import record
from incidents.stories.document import Story

PLACE = "#/components/schemas/{name}"
SHAPES = (
    Story,
    record.ManifestRule,
    record.AlertRule,
    record.Signature,
    FoundDocument,
    Problem,
    responses.Root,
    responses.ResolvedBatch,
    responses.RevisionPage,
    responses.RulePage,
    responses.StoryPage,
    responses.TermList,
    bodies.LintFiles,
    bodies.FindText,
    bodies.ResolveQueries,
)
MEANINGS = {
    400: "Parameters are not understood; `errors` names every one.",
    403: "This instance is read by those who are signed in.",
    404: "Not there, or not for you to see.",
    411: "The length of the body is missing.",
    412: "It is not what you hold: the condition of your request fails.",
    413: "The body is too large.",
    415: "The body is packed, or wrapped in a form.",
    406: "No representation that you accept.",
    429: "Too much in a short time; `Retry-After` says when to ask again.",
}

NOT_SIGNED_IN = {
    "description": MEANINGS[403],
    "content": {errors.MEDIA_TYPE: {"schema": {"$ref": PLACE.format(name="Problem")}}},
}
OF_A_BODY = (400, 406, 411, 413, 415, 429)

RETRY_AFTER = OpenApiParameter(
    "Retry-After",
    OpenApiTypes.INT,
    OpenApiParameter.HEADER,
    description="Seconds until asking again helps.",
    response=[429],
)

Responses = dict[Any, Any]

MOVED = OpenApiResponse(description="The story's own address: you asked by slug or alias, or it was merged.")


class ReadOnlySessionScheme(SessionScheme):
    """The session cookie, without a CSRF token where nothing changes."""

    target_class = "incidents.api.v1.bodies.ReadOnlySession"
    name = "cookieWithoutToken"


def shape(of: type[msgspec.Struct]) -> dict[str, str]:
    return {"$ref": PLACE.format(name=of.__name__)}


def problems(*statuses: int) -> Responses:
    return {
        (status, errors.MEDIA_TYPE): OpenApiResponse(shape(Problem), description=MEANINGS[status])
        for status in statuses
    }


CONDITIONAL: Responses = {304: OpenApiResponse(description="Your copy is current.")} | problems(412)


def answer(of: type[msgspec.Struct], *faults: int) -> Responses:
    return {(200, "application/json"): shape(of)} | CONDITIONAL | problems(*faults, 406)


def analysis(*formats: str) -> Responses:
    """Responses of the analysis endpoints; their shapes are those of the command line."""
    anything = {"type": "object", "additionalProperties": True}
    return {(200, media_type): anything for media_type in formats} | problems(*OF_A_BODY)


def in_path(name: str, description: str, schema: dict[str, Any]) -> OpenApiParameter:
    return OpenApiParameter(name, schema, OpenApiParameter.PATH, description=description)


def named(format: str) -> dict[str, Any]:
    """Schema of a name; `format` says of what, where only the data knows which there are."""
    return {"type": "string", "format": format}


def one_of(names: Iterable[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(names)}


def in_query(declared: type[Parameters]) -> list[OpenApiParameter]:
    """The parameters that `query.read` reads. Of several values, each may be given again, too."""
    whole = msgspec.json.schema(declared)["$defs"][declared.__name__]
    return [
        OpenApiParameter(
            name,
            _with_type(schema),
            OpenApiParameter.QUERY,
            description=schema.pop("description", ""),
            required=name in whole["required"],
            explode=False if schema.get("type") == "array" else None,
        )
        for name, schema in whole["properties"].items()
    ]


def _with_type(schema: dict[str, Any]) -> dict[str, Any]:
    """Describes words as strings, and leaves out empty defaults."""
    if "enum" in schema:
        schema["type"] = "string"
    if "items" in schema:
        _with_type(schema["items"])
    if not schema.get("default"):
        schema.pop("default", None)
    return schema


def with_shapes(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Adds the schemas that responses refer to, and what holds for every operation."""
    _, components = msgspec.json.schema_components(SHAPES, ref_template=PLACE)
    for path in result.get("paths", {}).values():
        for operation in path.values():
            # Where public reading is on, nobody has to sign in; where it is not, this is the answer.
            operation["security"] = [{}, *operation.get("security", [])]
            operation["responses"].setdefault("403", NOT_SIGNED_IN)
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
    result.setdefault("components", {}).setdefault("schemas", {}).update(components)
    return result
