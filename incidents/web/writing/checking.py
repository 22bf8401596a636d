"""A draft as the story it would be: what keeps it from being saved, and its page."""

from functools import partial
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents import yamlwriting
from incidents.domain import drafts, vocabulary
from incidents.domain.stories import texts
from incidents.errors import Refused
from incidents.models import Draft, Incident
from incidents.stories import anchors, checks, reading, rendering
from incidents.stories.document import Story
from incidents.web.stories import page as story_page
from incidents.web.writing.own import found
from incidents.yamltree import Tree

NOT_NAMED_YET = {"slug": "draft", "ref": f"{settings.STORY_PREFIX}-1"}
"""What saving gives to a new story."""


def problem(draft: Draft) -> Refused | None:
    """What a save would refuse for the draft alone; other stories have no say in it here."""
    try:
        faults = list(checks.faults(meant(draft)))
    except Refused as refused:
        return refused
    return Refused(reading.REFUSED, faults) if faults else None


def meant(draft: Draft) -> Story:
    """Raises `Refused` where the fields have faults."""
    document = NOT_NAMED_YET | drafts.typed_document(draft)
    return anchors.numbered(reading.from_tree(Tree(document), vocabulary=vocabulary.current()))


@require_safe
def preview(request: HttpRequest, key: UUID) -> HttpResponse:
    draft = found(request, key)
    show = partial(render, request, "writing/preview.html")
    try:
        story = meant(draft)
    except Refused as refused:
        return show({"draft": draft, "problem": refused}, status=422)
    html = texts.rendered(story, prefixes=texts.prefixes())
    head = Incident(
        ref=story.ref, title=story.title, revision_number=0, rendered=html, rendered_by=rendering.VERSION
    )
    return show({"draft": draft, "document": story_page.of_revision(incident=head, story=story)})


@require_safe
def as_yaml(request: HttpRequest, key: UUID) -> HttpResponse:
    """What is typed as a document, valid or not; what is no part of the story yet, as comments behind it."""
    draft = found(request, key)
    notes = str(draft.content.get("notes") or "").splitlines()
    text = yamlwriting.to_yaml(drafts.typed_document(draft)) + "".join(f"# {line}\n" for line in notes)
    return HttpResponse(
        text,
        content_type="application/yaml; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="draft.yaml"',
            "Cache-Control": "private, no-store",
        },
    )
