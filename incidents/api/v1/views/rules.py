"""Detection rules: the list, and each one whole with its tests."""

from typing import get_args

import msgspec
from django.conf import settings
from django.db.models import Prefetch, Q
from django.http.response import HttpResponseBase
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet

from incidents.api import caching, problems
from incidents.api.errors import Failed
from incidents.api.renderers import Json, Yaml
from incidents.api.v1 import addresses, answers, openapi, parameters
from incidents.api.v1.parameters import Parameters
from incidents.domain import rule_lookup
from incidents.models import Rule, RuleLink
from incidents.models.incident import Reader
from incidents.models.rule import RuleQuerySet
from incidents.rules import reading, record, writing

KINDS = {"manifest": "M", "alert": "A", "signature": "S"}
NAMES = {letter: name for name, letter in KINDS.items()}
ASKED = ("kind", "level", "status", "story", "q", "limit", "cursor")
PARAMETERS = [
    openapi.asked("kind", "Over what it is.", enum=tuple(KINDS)),
    openapi.asked("level", "Repeated or separated by commas.", enum=record.LEVELS),
    openapi.asked("status", "Repeated or separated by commas.", enum=get_args(record.Status)),
    openapi.asked("story", "Reference of a story that justifies it."),
    openapi.asked("q", "Words in its name or message."),
    openapi.asked("limit", f"Rules on a page, at most {parameters.MOST_ON_A_PAGE}."),
    openapi.asked("cursor", "The last reference of the page before, as its `next` holds it."),
]
REF = openapi.in_path("ref", "Reference such as `M-2`, in any case.")
ENDING = openapi.in_path("ending", "`json` or `yaml`.")
ONE: openapi.Responses = (
    {
        (200, "application/json"): {
            "oneOf": [
                openapi.shape(kind) for kind in (record.ManifestRule, record.AlertRule, record.Signature)
            ]
        },
        (200, "application/yaml"): str,
    }
    | openapi.CONDITIONAL
    | openapi.problems(404, 406)
)


class RuleViewSet(ViewSet):
    renderer_classes = [Json]

    @extend_schema(
        operation_id="rules", parameters=PARAMETERS, responses=openapi.answer(answers.RulePage, 400)
    )
    def page(self, request: Request) -> HttpResponseBase:
        """Rules that a story you may read justifies."""
        given = Parameters(request.query_params, ASKED)
        found = _filtered(Rule.objects.visible_to(request.user), given)
        page = parameters.page(given)
        position = _position(given, page.cursor)
        given.check()
        rows = list(_onwards(found, position, request.user)[: page.limit + 1])
        more = len(rows) > page.limit
        shown = rows[: page.limit]
        answer = answers.RulePage(
            results=tuple(map(_summary, shown)),
            next=addresses.onwards(request, shown[-1].ref) if more else None,
            total=found.count(),
        )
        is_open = all(link.incident.is_open for rule in shown for link in _links(rule))
        return caching.tagged(request, answer, public=is_open)


def _filtered(rules: RuleQuerySet, given: Parameters) -> RuleQuerySet:
    if kind := given.one("kind"):
        rules = rules.filter(kind=KINDS.get(given.choice("kind", KINDS, kind), ""))
    if levels := given.many_of("level", record.LEVELS):
        rules = rules.filter(level__in=levels)
    if statuses := given.many_of("status", get_args(record.Status)):
        rules = rules.filter(status__in=statuses)
    if story := given.one("story"):
        rules = rules.filter(links__incident__ref=story.upper()).distinct()
    for word in given.one("q").split():
        rules = rules.filter(Q(name__icontains=word) | Q(message__icontains=word))
    return rules


def _position(given: Parameters, cursor: str) -> tuple[str, int] | None:
    kind, _, number = cursor.partition("-")
    if not cursor:
        return None
    if kind not in record.KINDS or not number.isdecimal() or len(number) > 6:
        given.fault("cursor", "take it as `next` of the page before gave it")
        return None
    return kind, int(number)


def _onwards(rules: RuleQuerySet, position: tuple[str, int] | None, reader: Reader) -> RuleQuerySet:
    if position:
        kind, number = position
        rules = rules.filter(Q(kind__gt=kind) | Q(kind=kind, number__gt=number))
    seen = RuleLink.objects.visible_to(reader).select_related("incident").order_by("pk")
    return rules.in_order_of_refs().prefetch_related(Prefetch("links", seen, to_attr="seen"))


def _links(rule: Rule) -> list[RuleLink]:
    """Those that the reader may see."""
    links: list[RuleLink] = getattr(rule, "seen", [])
    return links


def _summary(rule: Rule) -> answers.RuleSummary:
    return answers.RuleSummary(
        ref=rule.ref,
        name=rule.name,
        kind=NAMES[rule.kind],
        level=rule.level or None,
        status=rule.status,
        confidence=rule.confidence,
        proven=rule.is_proven,
        message=rule.message,
        stories=tuple(dict.fromkeys(link.incident.ref for link in _links(rule))),
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
        found = rule_lookup.seen(ref=ref.upper(), reader=request.user)
        if found is None:
            near = rule_lookup.near(ref=ref, reader=request.user)
            detail = f"There is no rule {ref[:40]}, or none you may see."
            raise Failed(problems.UNKNOWN_RULE, detail, did_you_mean=near)
        as_yaml = request.accepted_renderer.format == "yaml"
        rule = found.rule
        body = writing.to_yaml(rule).encode() if as_yaml else msgspec.json.encode(reading.plain(rule))
        return caching.tagged(request, body, public=found.is_open)


@extend_schema(parameters=[REF, ENDING], responses=ONE)
class RuleAsView(RuleView):
    @extend_schema(operation_id="rule_as")
    def get(self, request: Request, ref: str, ending: str | None = None) -> HttpResponseBase:
        """The whole record of one rule in the representation that the ending names."""
        return super().get(request, ref, ending)
