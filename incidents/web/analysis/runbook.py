"""Where the runbook of an alert lives: its story, its stories, or what comes closest."""

import re
from dataclasses import dataclass
from typing import Self

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from incidents import access
from incidents.answering import wording
from incidents.domain import answers, sightings
from incidents.models import User
from incidents.rules.bundle import StoryDigest
from incidents.stories import sentences
from incidents.stories.rendering import plain
from incidents.web.access import open_to_readers, reader_of
from incidents.web.parts.paging import LONGEST_TEXT

BETWEEN_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[\W_]+")
"""Names of alerts are written as `KubePodCrashLooping` or `pod_crash_looping`."""


@dataclass(frozen=True)
class RunbookStory:
    """`summary`: its first sentence, as plain text."""

    ref: str
    title: str
    organisation: str
    summary: str

    @classmethod
    def of(cls, story: StoryDigest) -> Self:
        summary = plain(sentences.first(story.summary))
        return cls(story.ref, story.title, story.organisation or "", summary)


@require_safe
@open_to_readers
def runbook(request: HttpRequest, name: str) -> HttpResponse:
    """The alert's story by a redirect that does not last, a list of several, or the closest ones (404)."""
    reader = reader_of(request)
    name = name[:LONGEST_TEXT]
    stories = sightings.stories_of(name=name, reader=reader)
    if len(stories) == 1:
        moved = redirect("story", stories[0].ref)
        moved["Cache-Control"] = "no-cache"  # more stories may come
        return moved
    if stories:
        rows = [RunbookStory.of(story) for story in stories]
        return render(request, "analysis/runbook/stories.html", {"name": name, "stories": rows})
    closest = answers.closest(reader, words(name))
    context = {
        "name": name,
        "closest": closest.stories,
        "guess": wording.guess(closest),
        "may_write": isinstance(request.user, User) and access.may_write(request.user),
    }
    return render(request, "analysis/runbook/none.html", context, status=404)


def words(name: str) -> str:
    return " ".join(filter(None, BETWEEN_WORDS.split(name)))
