"""From the check of any tool to the stories it concerns."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import msgspec
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from incidents.api import caching
from incidents.api.problems import Fault
from incidents.api.renderers import Json
from incidents.api.v1 import answers, bodies, openapi, parameters
from incidents.api.v1.judging import JudgingView
from incidents.api.v1.parameters import Parameters
from incidents.domain import detection
from incidents.domain.detection import Detection
from incidents.models import User
from incidents.rules.record import Mapping
from incidents.rules.reports.sources import Stories

MOST_QUERIES = 1000
FIELDS = ("tool", "rule")
SENT = {
    "application/json": {
        "type": "object",
        "required": ["queries"],
        "properties": {"queries": {"type": "array", "items": {"type": "object", "required": list(FIELDS)}}},
    }
}


class ResolveView(APIView):
    renderer_classes = [Json]

    @extend_schema(
        operation_id="resolve",
        parameters=[
            openapi.asked("tool", "Such as `checkov`; `soundings` for rules from here.", required=True),
            openapi.asked("rule", "What the tool calls its check, in any case.", required=True),
        ],
        responses=openapi.answer(answers.Resolved, 400),
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Stories behind the check of a tool. A check that is not known here is no error."""
        given = Parameters(request.query_params, FIELDS)
        current = detection.current(request.user)
        tool, rule = given.one("tool").lower(), given.one("rule")
        if tool not in current.tools:
            given.fault("tool", parameters.not_possible(tool, current.tools))
        if not rule:
            given.fault("rule", "is missing; name the check")
        given.check()
        # What those see who are signed in may be for few eyes, the names of checks included.
        return caching.tagged(
            request, resolved(current, tool, rule), public=not isinstance(request.user, User)
        )


class ResolveBatchView(JudgingView):
    renderer_classes = [Json]

    @extend_schema(
        operation_id="resolve_batch",
        request=SENT,
        parameters=[openapi.RETRY_AFTER],
        responses={(200, "application/json"): openapi.shape(answers.ResolvedBatch)}
        | openapi.problems(*openapi.OF_A_BODY),
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Up to 1000 queries at once, answered in their order."""
        Parameters(request.query_params, ()).check()
        current = detection.current(request.user)
        queries = _queries(bodies.json_of(bodies.of(request)), current)
        answer = answers.ResolvedBatch(results=tuple(resolved(current, *query) for query in queries))
        response = Response(msgspec.json.encode(answer))
        response["Cache-Control"] = caching.NOWHERE
        return response


def _queries(value: Any, current: Detection) -> Sequence[tuple[str, str]]:
    queries = value.get("queries") if isinstance(value, dict) else None
    faults = bodies.unknown(value, ("queries",)) if isinstance(value, dict) else []
    if not isinstance(queries, list) or len(queries) > MOST_QUERIES:
        message = f"has to be a list of at most {MOST_QUERIES} queries"
        raise bodies.refused([*faults, Fault(pointer="/queries", message=message)])
    found = []
    for index, query in enumerate(queries):
        if len(faults) >= bodies.MOST_FAULTS:
            break
        place = f"/queries/{index}"
        if not isinstance(query, dict) or not all(isinstance(query.get(name), str) for name in FIELDS):
            faults.append(Fault(pointer=place, message="has to hold `tool` and `rule`"))
            continue
        faults += bodies.unknown(query, FIELDS, place)
        tool = query["tool"].lower()
        if tool not in current.tools:
            message = parameters.not_possible(tool, current.tools)
            faults.append(Fault(pointer=f"{place}/tool", message=message))
        found.append((tool, query["rule"]))
    if faults:
        raise bodies.refused(faults)
    return found


def resolved(current: Detection, tool: str, rule: str) -> answers.Resolved:
    checks = current.tools[tool]
    found = checks.get(rule.lower(), ())
    names = {name: rows[0].check for name, rows in checks.items()}
    near = () if found else get_close_matches(rule.lower()[:80], names, n=3)
    stories = Stories(current.bundle)
    return answers.Resolved(
        tool=tool,
        rule=found[0].check if found else rule,
        known_rule=bool(found),
        stories=tuple(_story(one, stories) for one in found),
        suggestions=tuple(names[name] for name in near),
    )


def _story(one: Mapping, stories: Stories) -> answers.ResolvedStory:
    return answers.ResolvedStory(
        ref=one.story,
        title=stories.title(one.story),
        url=stories.url(one.story),
        relation=one.relation,
        note=one.note,
    )
