"""Before a story is published: what is missing, what its readers will see, and the button."""

from functools import partial
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from incidents.domain import actions, drafts, search
from incidents.domain.drafts import ReadinessCheck
from incidents.domain.stories import RelatedContent, related, relations, visible
from incidents.errors import DomainError, Outdated, Refused
from incidents.models import Draft, Incident, User
from incidents.models.choices import ENDED
from incidents.models.reader import ANYBODY, Reader
from incidents.stories.document import Story
from incidents.web.access import reader_of
from incidents.web.parts import action_rows
from incidents.web.parts.forms import PublishForm
from incidents.web.parts.revising import report, revise
from incidents.web.stories import page as story_page
from incidents.web.stories.retirement import editor, start
from incidents.web.stories.story import current, find, of_reference

MEMBER = Reader(person=0)
"""Somebody who is signed in, in no team, asked and named nowhere: accounts have keys from 1."""
READ_BY = {
    "public": "everybody",
    "organisation": "everybody who is signed in",
    "team": "its team, its owner and its reviewers",
    "people": "its owner, its reviewers and the people named for it",
}


@require_http_methods(["GET", "HEAD", "POST"])
@of_reference
def publish(request: HttpRequest, incident: Incident) -> HttpResponse:
    author = editor(request, incident)
    if request.method != "POST":
        return _page(request, incident, author, PublishForm(initial=start(incident)))
    form = PublishForm(request.POST)
    return revise(
        form,
        save=partial(_save, request, incident, author, form),
        page=partial(_page, request, incident, author, form),
    )


@require_safe
@of_reference
def preview(request: HttpRequest, incident: Incident) -> HttpResponse:
    """The page of the current revision, once it is published, to somebody with no part in the story."""
    editor(request, incident)
    reader = _ordinary(incident)
    story = msgspec.structs.replace(current(incident), status="published")
    found = _shown(incident, story, reader=reader, author=reader_of(request))
    page = story_page.build(
        incident=incident,
        story=relations.redacted_parts(story=story, seen=found.seen),
        found=found,
        similar=search.alike(incident=incident, story=story, reader=reader),
    )
    rows = actions.of_story(incident) if reader.is_signed_in else ()
    context = {
        "incident": incident,
        "page": page,
        "read_by": _read_by(incident),
        "rows": action_rows.rows(rows, timezone.now().date()),
    }
    return render(request, "writing/as_published.html", context)


def _save(request: HttpRequest, incident: Incident, author: User, form: PublishForm) -> HttpResponse:
    saved = drafts.publish_story(ref=incident.ref, author=author, now=timezone.now(), **form.cleaned_data)
    report(request, changed=saved.changed, done=f"{incident.ref} is published.")
    return redirect("story", ref=incident.ref)


def _page(
    request: HttpRequest,
    incident: Incident,
    author: User,
    form: PublishForm,
    *,
    status: int = 200,
    problem: DomainError | None = None,
) -> HttpResponse:
    """Where somebody saved in between, about the current revision."""
    if isinstance(problem, Refused):
        form.refuse(problem)
    if isinstance(problem, Outdated):
        incident = find(reader_of(request), incident.ref)
    if form.has_lost_base or isinstance(problem, Outdated):
        form.start_from(incident.revision_number)
    draft = Draft.objects.of(author).open().filter(incident=incident).last_changed_first().first()
    checks = drafts.readiness(incident)
    context: dict[str, Any] = {
        "incident": incident,
        "lines": [(check, _address(check, incident, draft)) for check in checks],
        "is_ready": not any(check.blocking for check in checks),
        "has_ended": incident.status in ENDED,
        "read_by": _read_by(incident),
        "draft": draft,
        "form": form,
        "problem": problem,
    }
    return render(request, "writing/publish.html", context, status=status)


def _address(check: ReadinessCheck, incident: Incident, draft: Draft | None) -> str:
    """Where it is mended: in the author's own draft, if there is one."""
    match check.place:
        case "review":
            return reverse("story-review", args=[incident.ref])
        case "comments":
            return reverse("story-comments", args=[incident.ref])
        case "first action":
            return reverse("action-new", args=[incident.ref])
        case "actions":
            return f"{reverse('actions')}?story={incident.ref}"
    if draft is None:
        return reverse("story-change", args=[incident.ref])
    return f"{reverse('draft', args=[draft.key])}#section-{check.section or 'head'}"


def _read_by(incident: Incident) -> str:
    is_closed = incident.visibility == "public" and not settings.PUBLIC_READING
    return READ_BY["organisation" if is_closed else incident.visibility]


def _ordinary(incident: Incident) -> Reader:
    return ANYBODY if incident.visibility == "public" and settings.PUBLIC_READING else MEMBER


def _shown(incident: Incident, story: Story, *, reader: Reader, author: Reader) -> RelatedContent:
    """What the reader sees beside the story, which she does not see yet: so it is read for its author."""
    named = relations.named_by_parts(story)
    found = related.related(incident=incident, named=named, reader=author)
    others = {ref for tie in found.ties for ref in (tie.source, tie.target)} - {incident.ref}
    seen = visible.among(refs=others | set(named), reader=reader)
    ties = [tie for tie in found.ties if {tie.source, tie.target} - {incident.ref} <= seen]
    return msgspec.structs.replace(found, ties=ties, seen=frozenset(seen & set(named)))
