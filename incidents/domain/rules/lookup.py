"""One rule, as far as a reader may see the stories behind it."""

from dataclasses import dataclass
from difflib import get_close_matches

from incidents import refs
from incidents.domain.rules import visibility
from incidents.models import Rule, RuleLink
from incidents.models.reader import Reader
from incidents.rules import reading, record

MOST_NEAR = 5
SEEN = ("incident__ref", "incident__visibility", "incident__status")
"""Columns that tell who may see a story."""


@dataclass(frozen=True)
class VisibleRule:
    rule: record.Rule
    """Without the links to stories that the reader may not see."""
    is_open: bool
    """Whether everybody sees as much of it."""


def seen(*, ref: str, reader: Reader) -> VisibleRule | None:
    if not refs.RULE.fullmatch(ref):  # the database refuses to compare some texts, such as a NUL
        return None
    head = visibility.head(ref=ref, reader=reader)
    if head is None:
        return None
    rule = reading.trusted(head.current_revision.document)
    links = RuleLink.objects.visible_to(reader).filter(rule=head).select_related("incident")
    stories = [link.incident for link in links.only(*SEEN)]
    shown = visibility.shown(rule=rule, reader=reader, seen={story.ref for story in stories})
    return VisibleRule(shown, is_open=all(story.is_open for story in stories))


def near(*, ref: str, reader: Reader) -> list[str]:
    known = Rule.objects.visible_to(reader).values_list("ref", flat=True)
    return get_close_matches(ref.upper(), known, n=MOST_NEAR, cutoff=0.5)
