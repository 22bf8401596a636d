"""The drill of a story, alone and at one's own pace, and the booklet of who leads one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from incidents.domain import training
from incidents.models import Incident
from incidents.stories.document import Story
from incidents.training import booklet as booklets
from incidents.training import hypotheses
from incidents.training.drill import Drill
from incidents.training.progress import GUESS, Progress
from incidents.web.access import open_to_readers, reader_of
from incidents.web.parts.labels import Labels
from incidents.web.stories.page.slugs import slugs
from incidents.web.stories.story import current, of_story
from incidents.web.training import drill_page
from incidents.web.training.drill_page import DrillPage

NOT_FOUND = 404
ANEW = "This address is not one of this drill, or the drill has changed. It starts anew."
CHOOSE = "Choose one of the hypotheses first."


@require_safe
@open_to_readers
@of_story
def drill(request: HttpRequest, incident: Incident) -> HttpResponse:
    """What has been told after the steps in the address; `guess` is one step more."""
    story = current(incident)
    if lacking := training.lacking(incident=incident, story=story):
        return _no_drill(request, incident, lacking)
    made = _made(request, incident, story)
    read = drill_page.read(made, request.GET.get("steps", ""))
    progress = read or Progress(made)
    problem = ANEW if read is None else ""
    if "guess" in request.GET and not problem:
        guess = GUESS + request.GET["guess"]
        if progress.allows(guess):
            return redirect(drill_page.after_guess(made.ref, progress.after(guess)))
        problem = CHOOSE
    context: dict[str, Any] = {
        "incident": incident,
        "page": DrillPage(progress, made.ref),
        "problem": problem,
    }
    return render(request, "training/drill.html", context)


@require_safe
@open_to_readers
@of_story
def booklet(request: HttpRequest, incident: Incident) -> HttpResponse:
    """Everything, to be printed for who leads the drill."""
    story = current(incident)
    if lacking := training.lacking(incident=incident, story=story):
        return _no_drill(request, incident, lacking)
    text = booklets.to_markdown(_made(request, incident, story))
    return HttpResponse(text, content_type="text/markdown; charset=utf-8")


def _made(request: HttpRequest, incident: Incident, story: Story) -> Drill:
    groups = {slug.partition("/")[0] for slug in hypotheses.components_of(story)}
    names = Labels(slugs(story) | groups).of
    return training.drill(incident=incident, story=story, reader=reader_of(request), names=names)


def _no_drill(request: HttpRequest, incident: Incident, lacking: tuple[str, ...]) -> HttpResponse:
    context = {"incident": incident, "lacking": lacking}
    return render(request, "training/no_drill.html", context, status=NOT_FOUND)
