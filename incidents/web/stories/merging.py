"""Merging a story into another one: a form, what the other one would take over, and then both in one save."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import access
from incidents.domain import stories
from incidents.domain.stories import Handover, MergedStory, Proposed
from incidents.errors import DomainError, Outdated, Refused
from incidents.models import Incident, User
from incidents.models.reader import Reader
from incidents.stories.merging import OfferedTime
from incidents.web.access import reader_of
from incidents.web.parts.forms import MergeForm
from incidents.web.parts.revising import revise
from incidents.web.stories.retirement import METHODS, Overtaken, editor, form_page, overtaken, start
from incidents.web.stories.story import find, of_reference

DONE = "is merged: its address leads to the other story"
TIMES = {
    "occurred/start": "Start",
    "occurred/end": "End",
    "detected_at": "Detected",
    "mitigated_at": "Mitigated",
    "resolved_at": "Resolved",
}


@dataclass(frozen=True)
class Offered:
    """What the survivor could take over; times have their names before them."""

    survivor: Incident
    may_take: bool
    """Whether the editor may edit the survivor, too."""
    proposed: Proposed
    chosen: frozenset[str]
    times: tuple[tuple[str, OfferedTime], ...]
    untold: tuple[tuple[str, OfferedTime], ...]


@require_http_methods(METHODS)
@of_reference
def merge(request: HttpRequest, incident: Incident) -> HttpResponse:
    author = editor(request, incident)
    if request.method != "POST":
        return _form_page(request, incident, MergeForm(initial=start(incident)))
    form = MergeForm(request.POST)
    return revise(
        form,
        save=partial(_save_or_ask, request, incident, author, form),
        page=partial(_form_page, request, incident, form),
    )


def _save_or_ask(request: HttpRequest, incident: Incident, author: User, form: MergeForm) -> HttpResponse:
    """Saves what was agreed to; else shows what could be handed over, if there is anything."""
    typed = form.cleaned_data
    naming = {name: typed[name] for name in ("into", "based_on", "reason")}
    if typed["into_based_on"] is None:
        proposed = stories.propose(ref=incident.ref, author=author, **naming)
        if proposed.proposal.offers or proposed.proposal.untold:
            return _form_page(request, incident, form, is_first=True)
    handed = _handover(request, form)
    merged = stories.merge(ref=incident.ref, author=author, now=timezone.now(), handed=handed, **naming)
    _tell(request, incident.ref, merged)
    return redirect("story-history", ref=incident.ref)


def _handover(request: HttpRequest, form: MergeForm) -> Handover | None:
    """What was ticked. `PermissionDenied` where the editor may not edit the story that would take it over."""
    keys, based_on = form.cleaned_data["handed"], form.cleaned_data["into_based_on"]
    if not keys or based_on is None:
        return None
    survivor = _survivor(reader_of(request), form)
    if survivor and not access.may_edit(reader_of(request), survivor):
        raise PermissionDenied
    return Handover(frozenset(keys), based_on)


def _survivor(reader: Reader, form: MergeForm) -> Incident | None:
    named = form.cleaned_data.get("into") or ""
    seen = Incident.objects.visible_to(reader).select_related("revision")
    return seen.filter(ref=named).first()


def _tell(request: HttpRequest, ref: str, merged: MergedStory) -> None:
    before = merged.revision.number - 1
    undo = f"restore revision {before}"
    if other := merged.survivor:
        undo = f"restore revision {other.revision.number - 1} of {other.incident.ref}"
        undo += f" first, then revision {before} of {ref}" if merged.changed else ""
    if merged.changed or merged.survivor:
        messages.success(request, f"{ref} {DONE}. To undo it, {undo}.")
    else:
        messages.info(request, f"{ref} {DONE} already: nothing was saved.")


def _form_page(
    request: HttpRequest,
    incident: Incident,
    form: MergeForm,
    *,
    status: int = 200,
    problem: DomainError | None = None,
    is_first: bool = False,
) -> HttpResponse:
    """Both stories on top of their current revisions, where somebody saved one of them in between.

    `is_first`: nobody has ticked or unticked anything yet.
    """
    reader = reader_of(request)
    if isinstance(problem, Outdated):
        incident = find(reader, incident.ref)
    offered = _offered(reader, incident, form, problem, is_first)
    context: dict[str, Any] = {"offered": offered}
    if isinstance(problem, Outdated):
        context["overtaken"] = list(_overtaken(reader, incident, offered, form))
    if form.has_lost_base or isinstance(problem, Outdated):
        form.start_from(incident.revision_number)
    if offered:
        form.start_from_both(form["based_on"].value(), offered.survivor.revision_number)
    return form_page(request, incident, "stories/retirement/merge.html", form, problem, status, context)


def _offered(
    reader: Reader, incident: Incident, form: MergeForm, problem: DomainError | None, is_first: bool
) -> Offered | None:
    """None before another story is chosen, or where that is the fault."""
    is_asked = is_first or bool(form.is_bound and form["into_based_on"].value())
    is_unfit = isinstance(problem, Refused) and any(fault.pointer == "/into" for fault in problem.faults)
    survivor = _survivor(reader, form) if is_asked and not is_unfit else None
    if survivor is None:
        return None
    proposed = stories.handover(merged=incident, survivor=survivor)
    proposal = proposed.proposal
    ticked = proposal.keys if is_first and not proposed.is_for_more else form["handed"].value() or ()
    return Offered(
        survivor=survivor,
        may_take=access.may_edit(reader, survivor),
        proposed=proposed,
        chosen=frozenset(ticked),
        times=tuple((TIMES[offer.key], offer) for offer in proposal.times),
        untold=tuple((TIMES[offer.key], offer) for offer in proposal.untold),
    )


def _overtaken(
    reader: Reader, incident: Incident, offered: Offered | None, form: MergeForm
) -> Iterator[Overtaken]:
    both = [(incident, form.cleaned_data["based_on"])]
    if offered:
        both.append((offered.survivor, form.cleaned_data["into_based_on"]))
    for story, based_on in both:
        if based_on != story.revision_number:
            yield overtaken(story, based_on, reader)
