"""From the check of any tool to the stories it concerns."""

from difflib import get_close_matches
from typing import Annotated

import msgspec
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from incidents.api import caching
from incidents.api.permissions import reader_of
from incidents.api.renderers import Json
from incidents.api.v1 import bodies, openapi, query, responses
from incidents.api.v1.analysis import AnalysisView
from incidents.api.v1.bodies import ResolveQueries
from incidents.api.v1.query import Parameters
from incidents.domain.rules import RunningRules, running
from incidents.rules.record import Mapping
from incidents.rules.reports.sources import Stories


class ResolveParameters(Parameters, frozen=True, kw_only=True):
    tool: Annotated[
        str, query.text("In any case, such as `checkov`; `soundings` for rules from here.", format="tool")
    ]
    rule: Annotated[str, query.text("What the tool calls its check, in any case.")]


SENT = {"application/json": openapi.shape(ResolveQueries)}


class ResolveView(APIView):
    renderer_classes = [Json]

    @extend_schema(
        operation_id="resolve",
        parameters=openapi.in_query(ResolveParameters),
        responses=openapi.answer(responses.Resolved, 400),
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Stories behind the check of a tool. A check that is not known here is no error."""
        reader = reader_of(request)
        given = query.read(ResolveParameters, request.query_params)
        current = running.current(reader)
        tool = given.values.tool.lower()
        if tool and tool not in current.tools:
            given.fault("tool", query.not_possible(tool, current.tools))
        rule = given.checked().rule
        # What those see who are signed in may be for few eyes, the names of checks included.
        return caching.tagged(request, resolved(current, tool, rule), public=not reader.is_signed_in)


class ResolveBatchView(AnalysisView):
    renderer_classes = [Json]

    @extend_schema(
        operation_id="resolve_batch",
        request=SENT,
        parameters=[openapi.RETRY_AFTER],
        responses={(200, "application/json"): openapi.shape(responses.ResolvedBatch)}
        | openapi.problems(*openapi.OF_A_BODY),
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Up to 1000 queries at once, answered in their order."""
        query.read(Parameters, request.query_params).checked()
        current = running.current(reader_of(request))
        queries = _queries(bodies.read(ResolveQueries, bodies.content(request)), current)
        answer = responses.ResolvedBatch(results=tuple(resolved(current, *query) for query in queries))
        response = Response(msgspec.json.encode(answer))
        response["Cache-Control"] = caching.NOWHERE
        return response


def _queries(sent: ResolveQueries, current: RunningRules) -> list[tuple[str, str]]:
    queries = [(one.tool.lower(), one.rule) for one in sent.queries]
    faults = [
        (f"/queries/{index}/tool", query.not_possible(tool, current.tools))
        for index, (tool, _) in enumerate(queries)
        if tool not in current.tools
    ]
    if faults:
        raise bodies.refused(faults)
    return queries


def resolved(current: RunningRules, tool: str, rule: str) -> responses.Resolved:
    checks = current.tools[tool]
    found = checks.get(rule.lower(), ())
    names = {name: rows[0].check for name, rows in checks.items()}
    near = () if found else get_close_matches(rule.lower()[:80], names, n=3)
    stories = Stories(current.bundle)
    return responses.Resolved(
        tool=tool,
        rule=found[0].check if found else rule,
        known_rule=bool(found),
        stories=tuple(_story(one, stories) for one in found),
        suggestions=tuple(names[name] for name in near),
    )


def _story(one: Mapping, stories: Stories) -> responses.ResolvedStory:
    return responses.ResolvedStory(
        ref=one.story,
        title=stories.title(one.story),
        url=stories.url(one.story),
        relation=one.relation,
        note=one.note,
    )
