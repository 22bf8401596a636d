"""The page of one revision of a story."""

from copy import copy

from incidents.domain.stories import texts
from incidents.models import Incident, Organisation
from incidents.stories import rendering
from incidents.stories.document import Story
from incidents.web.stories import page
from incidents.web.stories.page import Document


def build(incident: Incident, story: Story) -> Document:
    """Without rules, relations and similar stories: those are about today."""
    return page.of_revision(incident=_head(incident, story), story=story)


def _head(incident: Incident, story: Story) -> Incident:
    """What the head of the story was then; in memory only."""
    then = copy(incident)
    then.rendered, then.rendered_by = texts.rendered(story, prefixes=texts.prefixes()), rendering.VERSION
    then.organisation = Organisation.objects.filter(name__iexact=story.organisation or "").first()
    return then
