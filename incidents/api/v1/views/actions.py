"""Actions of stories: the list, each one, and what programs do with them."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal, TypeVar

import msgspec
from django.conf import settings
from django.db.models import Count
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from msgspec import UNSET, Meta, UnsetType
from rest_framework.request import Request
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet

from incidents import access
from incidents.api import caching, problems
from incidents.api.errors import Failed
from incidents.api.permissions import account_of
from incidents.api.renderers import Json
from incidents.api.v1 import addresses, bodies, openapi, query, responses
from incidents.api.v1.bodies import ActionBody, ActionWords
from incidents.api.v1.idempotency import once_per_key
from incidents.api.v1.query import Parameters
from incidents.domain import actions
from incidents.errors import NotPossible, Outdated, Refused
from incidents.models import ActionItem, Incident, User
from incidents.models.reader import Reader
from incidents.stories.fields import ActionType

HIGHEST = 2**53 - 1
HIGHEST_NUMBER = 2**31 - 1
REF = openapi.in_path("ref", "Reference of the story, in any case.", openapi.named("story-ref"))
NUMBER = openapi.in_path(
    "number", "Counts within the story.", {"type": "integer", "minimum": 1, "maximum": HIGHEST_NUMBER}
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="The `ETag` of the action as you have read it.",
)
WRITTEN = (400, 401, 403, 404, 406, 409)
TO_A_KNOWN_ONE = (412, 428)
WITH_A_BODY = (411, 413, 415)
State = Literal["unfinished", "open", "in_progress", "done", "dropped", "all"]
Done = TypeVar("Done")


class ActionParameters(Parameters, frozen=True, kw_only=True):
    state: Annotated[State, Meta(description="`unfinished` is open or in progress.")] = "unfinished"
    mine: Annotated[bool, Meta(description="Whether to leave out what others own.")] = False
    owner: Annotated[str, query.text("A user name, or `none` where nobody owns it.")] | UnsetType = UNSET
    team: Annotated[str, query.text("The short name of the story's team.")] | UnsetType = UNSET
    story: Annotated[str, query.text("Reference of a story.")] | UnsetType = UNSET
    type: Annotated[ActionType, Meta(description="What it is to do.")] | UnsetType = UNSET
    component: Annotated[str, query.text("Such as `network/dns`.")] | UnsetType = UNSET
    overdue: Annotated[bool, Meta(description="Whether to leave out what is not overdue.")] = False
    limit: query.Limit = query.DEFAULT_LIMIT
    cursor: Annotated[int, Meta(ge=0, le=HIGHEST, description="Actions after this key.")] = 0


@extend_schema(tags=["actions"])
class ActionViewSet(ViewSet):
    """What is planned to do about the stories that the reader may see."""

    renderer_classes = [Json]

    @extend_schema(
        operation_id="actions",
        parameters=openapi.in_query(ActionParameters),
        responses=openapi.answer(responses.PlannedActionPage, 400, 401),
    )
    def page(self, request: Request) -> HttpResponseBase:
        """Actions of the stories that you may read, in the order in which they were planned."""
        person = account_of(request)
        asked = query.read(ActionParameters, request.query_params).checked()
        found = _filter(asked).items(reader=Reader.of(person), today=timezone.now().date())
        if asked.mine:
            found = found.of(person)
        total = found.aggregate(total=Count("pk"))["total"]
        rows = list(found.filter(pk__gt=asked.cursor).with_people().order_by("pk")[: asked.limit + 1])
        shown = rows[: asked.limit]
        more = addresses.onwards(request, str(shown[-1].pk)) if len(rows) > asked.limit else None
        page = responses.PlannedActionPage(results=tuple(map(_entry, shown)), next=more, total=total)
        return caching.tagged(request, page, public=False)


@extend_schema(tags=["actions"], parameters=[REF])
class StoryActionsView(APIView):
    renderer_classes = [Json]
    parser_classes = [bodies.Whole]

    @extend_schema(
        operation_id="action_plan",
        request={"application/json": openapi.shape(ActionBody)},
        responses=openapi.written(201, responses.PlannedAction, *WRITTEN, *WITH_A_BODY),
    )
    @once_per_key
    def post(self, request: Request, ref: str) -> HttpResponseBase:
        """Plans an action: for those who edit the story, and authors of its team."""
        person = account_of(request)
        incident = _incident(person, ref)
        _check(allowed=access.may_plan(person, incident))
        values = _values(bodies.read(ActionBody, bodies.content(request)))
        item = _saved(
            lambda: actions.plan(
                incident=incident,
                values=values,
                actor=person,
                now=timezone.now(),
            )
        )
        response = _answered(request, item, status=201)
        response["Location"] = _url(item)
        return response


@extend_schema(tags=["actions"], parameters=[REF, NUMBER])
class ActionView(APIView):
    renderer_classes = [Json]
    parser_classes = [bodies.Whole]

    @extend_schema(operation_id="action", responses=openapi.answer(responses.PlannedAction, 401, 404))
    def get(self, request: Request, ref: str, number: int) -> HttpResponseBase:
        """One action; its `ETag` is what a change of it asks for."""
        return caching.tagged(request, _entry(_item(account_of(request), ref, number)), public=False)

    @extend_schema(
        operation_id="action_change",
        request={"application/json": openapi.shape(ActionBody)},
        parameters=[IF_MATCH],
        responses=openapi.written(200, responses.PlannedAction, *WRITTEN, *TO_A_KNOWN_ONE, *WITH_A_BODY),
    )
    def put(self, request: Request, ref: str, number: int) -> HttpResponseBase:
        """Replaces what is written of it; what is left out is as if it were not known."""
        person = account_of(request)
        item = _item(person, ref, number)
        _check(allowed=access.may_plan(person, item.incident))
        _check_held(request, item)
        values = _values(bodies.read(ActionBody, bodies.content(request)))
        changed = _saved(
            lambda: actions.change(
                item=item,
                values=values,
                based_on=item.version,
                actor=person,
                now=timezone.now(),
            )
        )
        return _answered(request, changed)


@extend_schema(
    tags=["actions"],
    parameters=[
        *(REF, NUMBER, IF_MATCH),
        openapi.in_path("deed", "What to do with it.", openapi.one_of(actions.DEEDS)),
    ],
)
class ActionDeedView(APIView):
    renderer_classes = [Json]
    parser_classes = [bodies.Whole]

    @extend_schema(
        operation_id="action_do",
        request={"application/json": openapi.shape(ActionWords)},
        responses=openapi.written(200, responses.PlannedAction, *WRITTEN, *TO_A_KNOWN_ONE, *WITH_A_BODY),
    )
    @once_per_key
    def post(self, request: Request, ref: str, number: int, deed: str) -> HttpResponseBase:
        """Starts an action or puts it back, closes it with evidence, drops or reopens it with a reason.

        `finish` takes `evidence`, `drop` and `reopen` a `reason`, `start` and `pause` neither: send `{}`.
        Whoever starts an action that nobody owns, owns it from then on.
        """
        person = account_of(request)
        item = _item(person, ref, number)
        _check(allowed=access.may_work_on(person, item))
        _check_held(request, item)
        words = _words(bodies.read(ActionWords, bodies.content(request)), actions.DEEDS[deed].words)
        moved = _saved(
            lambda: actions.DEEDS[deed].do(
                item=item,
                based_on=item.version,
                actor=person,
                now=timezone.now(),
                **words,
            )
        )
        return _answered(request, moved)


def _words(given: ActionWords, asked: str) -> dict[str, str]:
    """Those that the deed asks for, by their name. Raises `Failed` naming others."""
    sent = msgspec.structs.asdict(given)
    if wrong := [name for name, words in sent.items() if words and name != asked]:
        raise bodies.refused((f"/{name}", "is not asked for here") for name in wrong)
    return {asked: sent[asked]} if asked else {}


def _filter(asked: ActionParameters) -> actions.ActionFilter:
    return actions.ActionFilter(
        state=asked.state,
        owner="" if asked.owner is UNSET else asked.owner,
        team="" if asked.team is UNSET else asked.team.lower(),
        story="" if asked.story is UNSET else asked.story,
        type="" if asked.type is UNSET else asked.type,
        component="" if asked.component is UNSET else asked.component,
        is_overdue=asked.overdue,
    )


def _incident(person: User, ref: str) -> Incident:
    found = Incident.objects.visible_to(Reader.of(person)).defer("rendered").filter(ref=ref.upper()).first()
    if found is None:
        raise Failed(problems.UNKNOWN_STORY, f"No story you may read is called {ref[:40]}.")
    return found


def _item(person: User, ref: str, number: int) -> ActionItem:
    rows = ActionItem.objects.visible_to(Reader.of(person)).with_people()
    found = rows.filter(incident__ref=ref.upper(), number=min(number, HIGHEST_NUMBER)).first()
    if found is None:
        raise Failed(problems.UNKNOWN_ADDRESS, f"No action {number} of a story {ref[:40]} that you may read.")
    return found


def _check(*, allowed: bool) -> None:
    if not allowed:
        raise Failed(problems.NOT_ALLOWED, "Your account may not do this with the actions of the story.")


def _check_held(request: Request, item: ActionItem) -> None:
    """Whether whoever writes knows the action as it is."""
    if "HTTP_IF_MATCH" not in request.META:
        raise Failed(problems.CONDITION_MISSING, problems.CONDITION_MISSING.meaning)
    caching.unchanged(request, etag=caching.tag(msgspec.json.encode(_entry(item))))


def _saved(save: Callable[[], Done]) -> Done:
    """What `save` returns. Raises `Failed` where the domain refuses."""
    try:
        return save()
    except Refused as problem:
        raise bodies.refused((fault.pointer, fault.message) for fault in problem.faults) from None
    except Outdated:
        raise Failed(problems.CHANGED, problems.CHANGED.meaning) from None
    except NotPossible as problem:
        raise Failed(problems.NOT_POSSIBLE, problem.message) from None


def _answered(request: Request, item: ActionItem, *, status: int = 200) -> HttpResponseBase:
    body = msgspec.json.encode(_entry(ActionItem.objects.with_people().get(pk=item.pk)))
    response = HttpResponse(body, content_type="application/json", status=status)
    return caching.mark(response, request, etag=caching.tag(body), public=False)


def _values(sent: ActionBody) -> actions.ActionValues:
    try:
        due = date.fromisoformat(sent.due) if sent.due else None
    except ValueError:
        raise bodies.refused([("/due", f"is no day: {sent.due}; write one such as 2026-05-31")]) from None
    return actions.ActionValues(**msgspec.structs.asdict(sent) | {"due": due})


def _entry(item: ActionItem) -> responses.PlannedAction:
    return responses.PlannedAction(
        story=item.incident.ref,
        number=item.number,
        title=item.title,
        type=item.type,
        strength=item.strength,
        priority=item.priority,
        owner=item.owner.username if item.owner else None,
        due=item.due.isoformat() if item.due else None,
        factor=item.factor,
        tracker_url=item.tracker_url,
        needed=item.needed,
        state=item.state,
        evidence=item.evidence,
        reason=item.reason,
        version=item.version,
        created_by=item.created_by.username,
        created=item.created_at,
        closed_by=item.closed_by.username if item.closed_by else None,
        closed=item.closed_at,
        modified=item.modified_at,
        url=_url(item),
        page=f"{settings.BASE_URL}{item.get_absolute_url()}",
    )


def _url(item: ActionItem) -> str:
    return addresses.absolute("api-v1:action", ref=item.incident.ref, number=item.number)
