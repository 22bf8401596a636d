"""The list of feeds, with how the last run of each has ended."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.models import Feed, FeedRun
from incidents.web.people.admission import curator_of


@dataclass(frozen=True)
class FeedRow:
    feed: Feed
    last: FeedRun | None
    """The newest run; None where there was none."""


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    curator_of(request)
    newest = FeedRun.objects.order_by("feed", "-number").distinct("feed")
    last = {run.feed_id: run for run in newest}
    rows = [FeedRow(feed, last.get(feed.pk)) for feed in Feed.objects.in_order()]
    return render(request, "feeds/list.html", {"rows": rows})
