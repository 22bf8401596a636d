"""The board of actions: a column for each state, and buttons that move an action to another."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.models import ActionState, Team
from incidents.models.action_item import CLOSED
from incidents.web.access import reader_of
from incidents.web.actions.list_query import ActionQuery
from incidents.web.parts.action_rows import ActionRow, rows_to_work_on
from incidents.web.people.admission import account_of

IN_A_COLUMN = 25
SHOWN = timedelta(days=30)
"""How long what is done or dropped stays on the board."""


@dataclass(frozen=True)
class BoardColumn:
    """`more`: the address of the list with all of them; empty where the column holds all."""

    state: str
    label: str
    rows: list[ActionRow]
    total: int
    more: str


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Filters are those of the list, but for the state."""
    person, query, now = account_of(request), ActionQuery.read(request.GET), timezone.now()
    teams = list(Team.objects.with_member(person).order_by("name"))
    keys, columns = {team.pk for team in teams}, []
    for state in ActionState:
        asked = replace(query, filter=replace(query.filter, state=state.value))
        found = asked.filter.items(reader=reader_of(request), today=now.date())
        shown = found.closed_after(now - SHOWN) if state in CLOSED else found.soonest_first()
        items = list(shown.with_people()[:IN_A_COLUMN])
        total = found.count()
        more = asked.address("actions") if total > len(items) else ""
        rows = rows_to_work_on(items, now.date(), person, teams=keys)
        columns.append(BoardColumn(state.value, state.label, rows, total, more))
    context: dict[str, Any] = {
        "columns": columns,
        "asked": query.filter,
        "person": person,
        "teams": teams,
        "here": request.get_full_path(),
        "listed": query.address("actions"),
        "days": SHOWN.days,
    }
    return render(request, "actions/board.html", context)
