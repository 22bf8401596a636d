"""Detection rules: the list, and each one whole with its tests."""

from typing import Annotated, Literal

import msgspec
from django.conf import settings
from django.http.response import HttpResponseBase
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from msgspec import UNSET, Meta, UnsetType
from rest_framework.request import Request
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet

from incidents import yamlwriting
from incidents.api import caching, problems
from incidents.api.errors import Failed
from incidents.api.permissions import reader_of
from incidents.api.renderers import Json, Yaml
from incidents.api.v1 import addresses, openapi, query, responses
from incidents.api.v1.query import Parameters
from incidents.domain.rules import ListedRule, RuleFilter, listing, lookup
from incidents.refs import RULE_PATTERN
from incidents.rules import reading, record

KINDS = {"manifest": "M", "alert": "A", "signature": "S"}
NAMES = {letter: name for name, letter in KINDS.items()}
REF = openapi.in_path("ref", "Reference such as `M-2`, in any case.", openapi.named("rule-ref"))
ENDING = openapi.in_path("ending", "The representation.", openapi.one_of(("json", "yaml")))
WHOLE = {"oneOf": [openapi.shape(kind) for kind in (record.ManifestRule, record.AlertRule, record.Signature)]}
ONE: openapi.Responses = (
    {(200, "application/json"): WHOLE, (200, "application/yaml"): WHOLE}
    | openapi.CONDITIONAL
    | openapi.problems(404, 406)
)


class RuleParameters(Parameters, frozen=True, kw_only=True):
    kind: (
        Annotated[Literal["manifest", "alert", "signature"], Meta(description="Over what it is.")] | UnsetType
    ) = UNSET
    level: Annotated[tuple[record.Level, ...], query.several("Any of these.")] = ()
    status: Annotated[tuple[record.Status, ...], query.several("Any of these.")] = ()
    story: Annotated[str, query.text("Reference of a story that justifies it.")] | UnsetType = UNSET
    q: Annotated[str, query.text("Words in its reference, name or message.", least=0)] = ""
    limit: query.Limit = query.DEFAULT_LIMIT
    cursor: (
        Annotated[
            str,
            Meta(
                pattern=RULE_PATTERN,
                description="The last reference of the page before, as its `next` holds it.",
                extra={"hint": "take it as `next` of the page before gave it"},
            ),
        ]
        | UnsetType
    ) = UNSET


class RuleViewSet(ViewSet):
    renderer_classes = [Json]

    @extend_schema(
        operation_id="rules",
        parameters=openapi.in_query(RuleParameters),
        responses=openapi.answer(responses.RulePage, 400),
    )
    def page(self, request: Request) -> HttpResponseBase:
        """Rules that a story you may read justifies."""
        reader = reader_of(request)
        asked = query.read(RuleParameters, request.query_params).checked()
        found = listing.rules(reader=reader, asked=_filter(asked))
        keys = found.keys if asked.cursor is UNSET else found.after(asked.cursor)
        shown = keys[: asked.limit]
        rows = list(listing.rows(reader=reader, keys=shown))
        answer = responses.RulePage(
            results=tuple(map(_summary, rows)),
            next=addresses.onwards(request, shown[-1].ref) if len(keys) > len(shown) else None,
            total=len(found.keys),
        )
        return caching.tagged(request, answer, public=all(row.is_open for row in rows))


def _filter(asked: RuleParameters) -> RuleFilter:
    return RuleFilter(
        text=asked.q,
        story="" if asked.story is UNSET else asked.story.upper(),
        chosen={
            "kind": () if asked.kind is UNSET else (KINDS[asked.kind],),
            "level": asked.level,
            "status": asked.status,
        },
    )


def _summary(listed: ListedRule) -> responses.RuleSummary:
    rule = listed.rule
    return responses.RuleSummary(
        ref=rule.ref,
        name=rule.name,
        kind=NAMES[rule.kind],
        level=rule.level or None,
        status=rule.status,
        confidence=rule.confidence,
        proven=rule.is_proven,
        message=rule.message,
        stories=listed.stories,
        url=addresses.absolute("api-v1:rule", ref=rule.ref),
        page=f"{settings.BASE_URL}{reverse('rule', args=[rule.ref])}",
        modified=rule.modified_at,
    )


@extend_schema(parameters=[REF], responses=ONE)
class RuleView(APIView):
    """The whole record of one rule, with its tests."""

    renderer_classes = [Json, Yaml]

    @extend_schema(operation_id="rule")
    def get(self, request: Request, ref: str, ending: str | None = None) -> HttpResponseBase:
        reader = reader_of(request)
        found = lookup.seen(ref=ref.upper(), reader=reader)
        if found is None:
            near = lookup.near(ref=ref, reader=reader)
            detail = f"There is no rule {ref[:40]}, or none you may see."
            raise Failed(problems.UNKNOWN_RULE, detail, did_you_mean=near)
        as_yaml = request.accepted_renderer.format == "yaml"
        rule = found.rule
        body = yamlwriting.to_yaml(rule).encode() if as_yaml else msgspec.json.encode(reading.plain(rule))
        return caching.tagged(request, body, public=found.is_open)


@extend_schema(parameters=[REF, ENDING], responses=ONE)
class RuleAsView(RuleView):
    @extend_schema(operation_id="rule_as")
    def get(self, request: Request, ref: str, ending: str | None = None) -> HttpResponseBase:
        """The whole record of one rule in the representation that the ending names."""
        return super().get(request, ref, ending)
