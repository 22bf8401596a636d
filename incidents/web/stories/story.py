"""The page of one story, and decorators for views under its address."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from incidents import access
from incidents.domain import actions, search, sightings
from incidents.domain.stories import lookup, related, relations, texts, visible
from incidents.models import Incident, User
from incidents.models.reader import Reader
from incidents.stories import reading, rendering
from incidents.stories.document import Story
from incidents.web.access import open_to_readers, reader_of
from incidents.web.parts import action_rows
from incidents.web.parts.compression import compressed
from incidents.web.stories import page as story_page

StoryView = Callable[..., HttpResponseBase]


def of_story(view: StoryView) -> StoryView:
    """Hands the story to the view; every other spelling of its address leads to the one that lasts.

    The address of a story that was merged leads to the one it went into.
    """

    @wraps(view)
    def answer(request: HttpRequest, ref: str, **rest: Any) -> HttpResponseBase:
        reader = reader_of(request)
        incident = find(reader, ref)
        into = lookup.successor(merged_into=incident.merged_into_id, reader=reader)
        if into is None:
            return _at_its_address(view, request, ref, incident, rest)
        moved = _moved(request, into, rest)
        moved["Cache-Control"] = "no-cache"  # a merger can be undone
        return moved

    return answer


def of_reference(view: StoryView) -> StoryView:
    """As `of_story`, without the redirect of a merged story: its history stays at its own address."""

    @wraps(view)
    def answer(request: HttpRequest, ref: str, **rest: Any) -> HttpResponseBase:
        return _at_its_address(view, request, ref, find(reader_of(request), ref), rest)

    return answer


def _at_its_address(
    view: StoryView, request: HttpRequest, ref: str, incident: Incident, rest: dict[str, Any]
) -> HttpResponseBase:
    return view(request, incident, **rest) if ref == incident.ref else _moved(request, incident.ref, rest)


def _moved(request: HttpRequest, ref: str, rest: dict[str, Any]) -> HttpResponseBase:
    address = reverse(resolve(request.path_info).view_name, kwargs={**rest, "ref": ref})
    query = request.META.get("QUERY_STRING")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


def find(reader: Reader, name: str) -> Incident:
    """By reference in any case, slug or another name. `Http404` where the reader sees no such story."""
    incident = visible.named(name=name, reader=reader)
    if incident is None:
        raise Http404(name)
    return incident


@require_safe
@open_to_readers
@compressed
@of_story
def story(request: HttpRequest, incident: Incident) -> HttpResponse:
    reader = reader_of(request)
    document = current(incident)
    if incident.status == "withdrawn":
        return withdrawn(request, incident, document)
    named = relations.named_by_parts(document)
    found = related.related(incident=incident, named=named, reader=reader)
    page = story_page.build(
        incident=incident,
        story=relations.redacted_parts(story=document, seen=found.seen),
        found=found,
        similar=search.alike(incident=incident, story=document, reader=reader),
        is_handout=request.GET.get("print") == "handout",
    )
    description = rendering.without_markup(page.document.summary)
    context = {
        "incident": incident,
        "page": page,
        "description": description,
        "may_edit": access.may_edit(reader, incident),
        "actions": _actions(request, incident),
        "seen": sightings.summary(incident=incident, reader=reader) if reader.is_signed_in else None,
    }
    return render(request, "stories/story.html", context)


def _actions(request: HttpRequest, incident: Incident) -> dict[str, Any] | None:
    """What people here do about it, for whoever is signed in; None where there is nothing to show."""
    if not isinstance(request.user, User):
        return None
    may_plan = access.may_plan(request.user, incident)
    rows = action_rows.rows(actions.of_story(incident), timezone.now().date())
    return {"rows": rows, "may_plan": may_plan} if rows or may_plan else None


def withdrawn(request: HttpRequest, incident: Incident, document: Story) -> HttpResponse:
    reason = SafeString(texts.html(incident=incident, story=document).get("withdrawal", ""))
    named = document.withdrawal.successor if document.withdrawal else None
    successor = lookup.state(ref=named, reader=reader_of(request)) if named else None
    context = {"incident": incident, "successor": successor, "reason": reason}
    return render(request, "stories/withdrawn.html", context)


@require_safe
@open_to_readers
def by_name(request: HttpRequest, name: str) -> HttpResponse:
    """Slugs and other names lead to the permanent address."""
    return HttpResponsePermanentRedirect(find(reader_of(request), name).get_absolute_url())


def current(incident: Incident) -> Story:
    return reading.trusted(incident.current_revision.document)
