"""The page of a run: how far it is or how it ended, and what became of each entry."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from incidents.domain import feeds
from incidents.errors import DomainError, NotPossible
from incidents.models import Citation, FeedRun, Incident, RunItem, Source, User
from incidents.models.choices import words
from incidents.models.feed_run import ItemOutcome, RunItemQuerySet
from incidents.web.parts.revising import BAD_REQUEST, CONFLICT
from incidents.web.parts.tables import as_csv
from incidents.web.people.admission import curator_of

ON_A_PAGE = 50
COLUMNS = ("outcome", "title", "place", "recognised by", "changed", "note")
HIGHEST_NUMBER = 2**31 - 1


@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    person = curator_of(request)
    found = _found(slug, number)
    if request.method != "POST":
        return _page(request, found)
    match request.POST.get("do"):
        case "cancel":
            return _cancelled(request, found)
        case "replay":
            return _replayed(request, found, person)
    return _page(request, found, status=BAD_REQUEST)


@require_safe
def items_csv(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    curator_of(request)
    found = _found(slug, number)
    return as_csv(f"{slug}-run-{found.number}", COLUMNS, _rows(found.items.in_order()))


def _found(slug: str, number: int) -> FeedRun:
    rows = FeedRun.objects.select_related("feed", "actor", "replays")
    found = rows.filter(feed__slug=slug, number=min(number, HIGHEST_NUMBER)).first()
    if found is None:
        raise Http404(f"{slug} has no run {number}.")
    return found


def _cancelled(request: HttpRequest, found: FeedRun) -> HttpResponse:
    if feeds.cancel(run=found, now=timezone.now()):
        messages.success(request, f"Run {found.number} ends before its next step. What it has written stays.")
    else:
        messages.info(request, f"Run {found.number} had ended already.")
    return redirect("feed-run", slug=found.feed.slug, number=found.number)


def _replayed(request: HttpRequest, found: FeedRun, person: User) -> HttpResponse:
    try:
        asked = feeds.ask(feed=found.feed, actor=person, now=timezone.now(), replays=found)
    except NotPossible as problem:
        return _page(request, found, status=CONFLICT, problem=problem)
    return redirect("feed-run", slug=found.feed.slug, number=asked.number)


def _page(
    request: HttpRequest, found: FeedRun, *, status: int = 200, problem: DomainError | None = None
) -> HttpResponse:
    asked = request.GET.get("outcome", "")
    outcome = asked if asked in words(ItemOutcome) else ""
    items = found.items.in_order().select_related("entry__source").defer("entry__found")
    chosen = items.filter(outcome=outcome) if outcome else items
    shown = Paginator(chosen, ON_A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "run": found,
        "feed": found.feed,
        "counts": [(name, found.counts[name]) for name in words(ItemOutcome) if name in found.counts],
        "outcome": outcome,
        "shown": shown,
        "rows": _shown(shown),
        "problem": problem,
    }
    return render(request, "feeds/run.html", context, status=status)


@dataclass(frozen=True)
class ItemRow:
    """An item with where it leads: the source that its entry is, as far as a story that every editor may see
    cites it, else the candidate that it belongs to."""

    item: RunItem
    source: Source | None
    candidate: int | None


def _shown(items: Iterable[RunItem]) -> list[ItemRow]:
    """One query more, for what open stories cite."""
    listed = list(items)
    sources = {item.entry.source_id for item in listed if item.entry and item.entry.source_id}
    open_stories = Incident.objects.open_to_editors().values("pk")
    cited = Citation.objects.filter(source__in=sources, incident__in=open_stories)
    seen = set(cited.values_list("source_id", flat=True))
    return [_row_of(item, seen) for item in listed]


def _row_of(item: RunItem, seen: AbstractSet[int]) -> ItemRow:
    entry = item.entry
    source = entry.source if entry and entry.source_id in seen else None
    return ItemRow(item, source, entry.candidate_id if entry and not source else None)


def _rows(items: RunItemQuerySet) -> Iterator[tuple[str, ...]]:
    return map(_row, items.iterator())


def _row(item: RunItem) -> tuple[str, ...]:
    return item.outcome, item.title, item.place, item.matched_by, ", ".join(item.changes), item.note
