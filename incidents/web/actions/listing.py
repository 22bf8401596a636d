"""The list of actions over all stories that the reader may see, and the same as a file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.domain import actions
from incidents.models import ActionItem, ActionState, Incident, Team
from incidents.models.choices import words
from incidents.stories.fields import ActionType
from incidents.web.access import reader_of
from incidents.web.actions.list_query import ALL, UNFINISHED, ActionQuery
from incidents.web.parts.action_rows import rows
from incidents.web.parts.labels import spoken
from incidents.web.parts.paging import LAST_PAGE
from incidents.web.parts.tables import as_csv, record_export
from incidents.web.people.admission import account_of

ON_A_PAGE = 50
STATES = {UNFINISHED: "Open or in progress", **dict(ActionState.choices), ALL: "All"}
TYPES = [(word, spoken(word)) for word in words(ActionType)]
COLUMNS = (
    *("story", "number", "action", "state", "type", "strength", "priority", "owner", "due", "overdue"),
    *("factor", "tracker", "evidence needed", "evidence", "reason", "planned", "closed"),
)


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    person, query, today = account_of(request), ActionQuery.read(request.GET), timezone.now().date()
    found = actions.listed(
        asked=query.filter, reader=reader_of(request), today=today, page=query.page, number=ON_A_PAGE
    )
    has_more = found.total > query.page * ON_A_PAGE and query.page < LAST_PAGE
    context: dict[str, Any] = {
        "query": query,
        "asked": query.filter,
        "rows": rows(found.rows, today),
        "total": found.total,
        "person": person,
        "states": STATES.items(),
        "types": TYPES,
        "teams": Team.objects.with_member(person).order_by("name"),
        "nobody": actions.NOBODY,
        "board": replace(query, filter=replace(query.filter, state=UNFINISHED)).address("action-board"),
        "csv": query.address("actions-csv"),
        "previous": query.address("actions", page=query.page - 1) if query.page > 1 else "",
        "next": query.address("actions", page=query.page + 1) if has_more else "",
    }
    return render(request, "actions/list.html", context)


@require_safe
def listing_csv(request: HttpRequest) -> HttpResponseBase:
    account_of(request)
    query, today = ActionQuery.read(request.GET), timezone.now().date()
    found = query.filter.items(reader=reader_of(request), today=today).with_people().soonest_first()
    stories = Incident.objects.closed().filter(pk__in=found.order_by().values("incident"))
    record_export(request, "actions", closed=stories.count())
    return as_csv("actions", COLUMNS, (tuple(_cells(item, today)) for item in found.iterator(chunk_size=500)))


def _cells(item: ActionItem, today: date) -> Iterator[str]:
    yield from (item.incident.ref, str(item.number), item.title, item.state, item.type, item.strength)
    yield from (item.priority, item.owner.username if item.owner else "")
    yield from (item.due.isoformat() if item.due else "", "yes" if item.is_overdue(today) else "no")
    yield from (item.factor, item.tracker_url, item.needed, item.evidence, item.reason)
    yield item.created_at.isoformat(timespec="seconds")
    yield item.closed_at.isoformat(timespec="seconds") if item.closed_at else ""
