"""The OpenAPI description, made from the structs of parameters, bodies and responses."""

from collections.abc import Iterable
from typing import Any

import msgspec
from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from incidents.answering.document import FoundDocument
from incidents.api import errors
from incidents.api.permissions import scope_of
from incidents.api.problems import Problem
from incidents.api.v1 import bodies, responses, webhook
from incidents.api.v1.query import Parameters
from incidents.rules import record
from incidents.stories.blame import BlameReport
from incidents.stories.document import Story

PLACE = "#/components/schemas/{name}"
SHAPES = (
    Story,
    record.ManifestRule,
    record.AlertRule,
    record.Signature,
    FoundDocument,
    BlameReport,
    Problem,
    responses.PlannedAction,
    responses.PlannedActionPage,
    responses.NewsList,
    responses.AlertsTaken,
    responses.RecordedSighting,
    responses.StorySightings,
    responses.Root,
    responses.ResolvedBatch,
    responses.RevisionPage,
    responses.RulePage,
    responses.StoryPage,
    responses.TermList,
    bodies.ActionBody,
    bodies.ActionWords,
    bodies.SightingBody,
    webhook.AlertmanagerDelivery,
    bodies.LintFiles,
    bodies.FindText,
    bodies.CheckedText,
    bodies.ResolveQueries,
)
MEANINGS = {
    400: "Parameters are not understood; `errors` names every one.",
    401: "The token is not good, or this instance is read by those who are signed in.",
    403: "The token does not have the scope that the operation needs.",
    404: "Not there, or not for you to see.",
    409: "Not possible as things stand; `detail` says why.",
    411: "The length of the body is missing.",
    412: "It is not what you hold: the condition of your request fails.",
    413: "The body is too large.",
    415: "The body is packed, or wrapped in a form.",
    406: "No representation that you accept.",
    422: "The `Idempotency-Key` was sent with another request.",
    428: "`If-Match` is missing: send the `ETag` of what you have read.",
    429: "Too much in a short time; `Retry-After` says when to ask again.",
}

KEY = "Idempotency-Key"
TOKEN, SESSION = "token", "session"
OF_EVERY_OPERATION = (400, 401, 403, 429)
"""What can go wrong with a token: it is in the address, unknown, lacks the scope, or one too many."""
OF_ONES_OWN = frozenset(
    {
        *("news", "actions", "action", "action_plan", "action_change", "action_do"),
        *("alertmanager", "sighting_report", "story_sightings"),
    }
)
"""Operations for those who are signed in or send a token, whoever reads the instance."""
OF_A_KEY = (409, 422)
"""What can go wrong with an `Idempotency-Key`: its first request is under way, or was another one."""
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


class TokenOrSessionScheme(OpenApiAuthenticationExtension):
    """Either a token with the scope that the operation needs, or the session of a browser."""

    target_class = "incidents.api.authentication.TokenOrSession"
    name = [TOKEN, SESSION]

    def get_security_definition(self, auto_schema: AutoSchema) -> list[dict[str, str]]:
        token = {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "sdg_…",
            "description": "A token of a person or of a service, made on the page of the profile. "
            "Each operation lists the scope that it needs.",
        }
        return [token, {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}]

    def get_security_requirement(self, auto_schema: AutoSchema) -> list[dict[str, list[str]]]:
        scope = scope_of(auto_schema.view, auto_schema.method)
        return [{TOKEN: [str(scope)]}, {SESSION: []}]


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


def written(status: int, of: type[msgspec.Struct], *faults: int) -> Responses:
    """Responses of an operation that changes something, and answers with what it has become."""
    return {(status, "application/json"): shape(of)} | problems(*faults)


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


def _problem(status: int) -> dict[str, Any]:
    content = {errors.MEDIA_TYPE: {"schema": {"$ref": PLACE.format(name="Problem")}}}
    return {"description": MEANINGS[status], "content": content}


def with_shapes(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Adds the schemas that responses refer to, and what holds for every operation."""
    _, components = msgspec.json.schema_components(SHAPES, ref_template=PLACE)
    for path in result.get("paths", {}).values():
        for operation in path.values():
            # Where public reading is on, nobody has to sign in; where it is not, 401 is the answer.
            if operation["operationId"] not in OF_ONES_OWN:
                operation["security"] = [{}, *operation.get("security", [])]
            for status in OF_EVERY_OPERATION:
                operation["responses"].setdefault(str(status), _problem(status))
            if any(one["name"] == KEY for one in operation.get("parameters", ())):
                for status in OF_A_KEY:
                    operation["responses"].setdefault(str(status), _problem(status))
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
    result.setdefault("components", {}).setdefault("schemas", {}).update(components)
    return result
