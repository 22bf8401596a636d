"""The editor of a draft. Every button saves what was typed before it does anything else."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from incidents import access
from incidents.domain import drafts, vocabulary
from incidents.domain.drafts import Precedents
from incidents.errors import DomainError, Fault, NotPossible, Outdated, Refused, TooMuch
from incidents.models import Draft, Team, User
from incidents.stories.drafting import Content, composed, posted, relate
from incidents.stories.drafting.rows import change
from incidents.stories.drafting.typed import highest
from incidents.web.access import reader_of
from incidents.web.parts import quota
from incidents.web.parts.revising import BAD_REQUEST, CONFLICT, UNPROCESSABLE
from incidents.web.writing import autosaving, checking, editor, saving
from incidents.web.writing.carrying import ReturnButton, carries
from incidents.web.writing.own import found, person_of

NO_NUMBERS = (
    "The numbers of this page are missing. What you typed is below and not saved yet: save it once more."
)


@dataclass(frozen=True)
class Typing:
    """A person who types into a draft."""

    request: HttpRequest
    person: User
    draft: Draft

    def page(
        self, *, status: int = 200, problem: DomainError | None = None, similar: Precedents | None = None
    ) -> HttpResponse:
        context = _context(self, problem) | {"similar": similar}
        return render(self.request, "writing/edit.html", context, status=status)

    def unsaved(
        self, content: Content, numbers: saving.SaveNumbersForm, *, status: int, problem: DomainError
    ) -> HttpResponse:
        """The page with what was typed and not kept."""
        self.draft.content = content
        unsaved = {"is_unsaved": True, "based_on": saving.known(numbers, self.draft)}
        return render(self.request, "writing/edit.html", _context(self, problem) | unsaved, status=status)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@carries(ReturnButton("Save what I typed", "save"))
def edit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    if request.method == "POST" and autosaving.is_asked(request):
        return autosaving.saved(request, key)
    typing = Typing(request, person_of(request), found(request, key))
    return _posted(typing) if request.method == "POST" else typing.page()


def _posted(typing: Typing) -> HttpResponse:
    """Keeps what was typed; where that is not possible, the page comes back with it and says why."""
    numbers = saving.SaveNumbersForm(typing.request.POST)
    content = posted(dict(typing.request.POST.lists()))
    if not numbers.is_valid():
        return typing.unsaved(content, numbers, status=BAD_REQUEST, problem=NotPossible(NO_NUMBERS))
    deed = typing.request.POST.get("do", "save")
    numbered = taken(typing.draft)
    name = change(content, deed, taken=numbered) or relate(content, deed, taken=numbered)
    try:
        kept = saving.save(typing.request, draft=typing.draft.key, numbers=numbers, content=content)
    except Refused as problem:
        return typing.unsaved(content, numbers, status=UNPROCESSABLE, problem=problem)
    if kept.is_fork:
        said = "This draft was changed elsewhere in between. What you typed here is a draft of its own now."
        messages.warning(typing.request, said)
        return redirect("draft", key=kept.key)
    return _done(Typing(typing.request, typing.person, found(typing.request, kept.key)), deed, name)


def taken(draft: Draft) -> dict[str, int]:
    """The numbers of anchors that parts of the story ever had."""
    of_story = draft.incident.highest_anchors if draft.incident else {}
    of_document = highest(draft.began_from)
    return {
        letter: max(of_story.get(letter, 0), of_document.get(letter, 0))
        for letter in {*of_story, *of_document}
    }


def _done(typing: Typing, deed: str, name: str) -> HttpResponse:
    if name:
        return redirect(f"{reverse('draft', args=[typing.draft.key])}#{name}")
    if deed in {"publish", "similar"}:
        return _publish(typing) if deed == "publish" else _similar(typing)
    if deed in {"check", "preview"}:
        problem = checking.problem(typing.draft)
        if problem:
            return typing.page(status=UNPROCESSABLE, problem=problem)
        if deed == "preview":
            return redirect("draft-preview", key=typing.draft.key)
        messages.success(typing.request, "Nothing is missing, and nothing is wrong with the fields.")
    if deed == "discard":
        drafts.discard(draft=typing.draft, now=timezone.now())
        messages.success(typing.request, "The draft is discarded. For 30 days you can have it back.")
        return redirect("write")
    return redirect("draft-paste" if deed == "paste" else "draft", key=typing.draft.key)


def _similar(typing: Typing) -> HttpResponse:
    try:
        with quota.counted(typing.request):
            found = drafts.precedents(draft=typing.draft, reader=reader_of(typing.request))
    except TooMuch as refused:
        messages.warning(typing.request, f"What you typed is saved. {refused.message}")
        return quota.later(typing.page(), refused)
    return typing.page(similar=found)


def _publish(typing: Typing) -> HttpResponse:
    incident = typing.draft.incident
    may = (
        access.may_edit(reader_of(typing.request), incident) if incident else access.may_write(typing.person)
    )
    if not may:
        problem = NotPossible("You may not save this any more. Your draft stays as it is.")
        return typing.page(status=403, problem=problem)
    try:
        saved = drafts.publish(
            draft=typing.draft, author=typing.person, prefix=settings.STORY_PREFIX, now=timezone.now()
        )
    except Refused as problem:
        return typing.page(status=UNPROCESSABLE, problem=problem)
    except (Outdated, NotPossible) as problem:
        return typing.page(status=CONFLICT, problem=problem)
    said = "is saved" if saved.changed else "was the same as before"
    messages.success(
        typing.request, f"{saved.incident.ref} {said}, revision {saved.incident.revision_number}."
    )
    return redirect("story", ref=saved.incident.ref)


def _context(typing: Typing, problem: DomainError | None) -> dict[str, Any]:
    draft = typing.draft
    faults: tuple[Fault, ...] = problem.faults if isinstance(problem, Refused) else ()
    meant = composed(draft.content, began_from=draft.began_from)
    named = editor.errors(meant, faults)
    content: Content = draft.content
    return {
        "draft": draft,
        "problem": problem,
        "has_later_revision": drafts.has_later_revision(draft),
        "fault_lines": list(editor.lines(meant, faults)),
        "sections": list(editor.sections(draft, named)),
        "errors": named,
        "writer": uuid.uuid4(),
        "based_on": draft.number,
        "last": content.get("last", {}).items(),
        "teams": editor.teams(content.get("team", ""), Team.objects.with_member(typing.person)),
        "vocabulary": vocabulary.current().facets,
    }
