"""The page of a feed: its settings, its runs, and a run that somebody asks for."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.domain import feeds
from incidents.errors import DomainError, NotPossible, Refused
from incidents.models import Feed, User
from incidents.models.feed import FEWEST_MINUTES, MOST_MINUTES
from incidents.web.parts.forms import RefusableForm
from incidents.web.parts.revising import BAD_REQUEST, CONFLICT, revise
from incidents.web.people.admission import curator_of

ON_A_PAGE = 25


class FeedForm(RefusableForm):
    name = forms.CharField(
        label="Name",
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 120, "required": True}),
        max_length=120,
    )
    interval_minutes = forms.IntegerField(
        label="Minutes between two runs",
        min_value=FEWEST_MINUTES,
        max_value=MOST_MINUTES,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "required": True}),
    )
    is_enabled = forms.BooleanField(label="Read it when it is due", required=False)

    def __init__(self, *args: Any, feed: Feed, **options: Any) -> None:
        """What is read from files is never due."""
        super().__init__(*args, **options)
        if not feed.address:
            del self.fields["interval_minutes"], self.fields["is_enabled"]


@require_http_methods(["GET", "HEAD", "POST"])
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    person = curator_of(request)
    found = get_object_or_404(Feed, slug=slug)
    if request.method != "POST":
        return _page(request, found)
    match request.POST.get("do"):
        case "run":
            return _asked(request, found, person)
        case "change":
            form = FeedForm(request.POST, feed=found)
            return revise(
                form,
                save=partial(_changed, request, found, person, form),
                page=partial(_page, request, found, form),
            )
    return _page(request, found, status=BAD_REQUEST)


def _asked(request: HttpRequest, found: Feed, person: User) -> HttpResponse:
    try:
        run = feeds.ask(feed=found, actor=person, now=timezone.now())
    except NotPossible as problem:
        return _page(request, found, status=CONFLICT, problem=problem)
    return redirect("feed-run", slug=found.slug, number=run.number)


def _changed(request: HttpRequest, found: Feed, person: User, form: FeedForm) -> HttpResponse:
    kept = {"interval_minutes": found.interval_minutes, "is_enabled": found.is_enabled}
    values = kept | form.cleaned_data
    changed = feeds.change(feed=found, **values, actor=person, now=timezone.now())
    messages.success(request, f"The settings of {changed.name} are saved.")
    return redirect("feed", slug=found.slug)


def _page(
    request: HttpRequest,
    found: Feed,
    form: FeedForm | None = None,
    *,
    status: int = 200,
    problem: DomainError | None = None,
) -> HttpResponse:
    if form and isinstance(problem, Refused):
        form.refuse(problem)
    names = ("name", "interval_minutes", "is_enabled")
    runs = found.runs.newest_first().select_related("actor")
    context: dict[str, Any] = {
        "feed": found,
        "form": form or FeedForm(initial={name: getattr(found, name) for name in names}, feed=found),
        "shown": Paginator(runs, ON_A_PAGE).get_page(request.GET.get("page")),
        "entries": found.entries.listed().count(),
        "problem": problem,
    }
    return render(request, "feeds/feed.html", context, status=status)
