"""Rules as far as a reader may see why they exist: a story for few eyes does not show in a rule for many."""

from collections.abc import Iterable, Sequence

import msgspec

from incidents.errors import Fault
from incidents.models import Incident, RuleLink, ToolCheck
from incidents.models.incident import Reader
from incidents.rules import record
from incidents.yamltree import step

LINKED = ("incident__ref", "incident__title")
"""What is told of a story: it holds its whole rendered text, too."""


def shown(*, rule: record.Rule, reader: Reader) -> record.Rule:
    """The rule with the stories that the reader may see."""
    seen = _visible((link.ref for link in rule.stories), reader)
    return _with_stories(rule, [link for link in rule.stories if link.ref in seen])


def completed(*, rule: record.Rule, standing: record.Rule, reader: Reader) -> record.Rule:
    """What the reader wrote, with the stories of the standing rule that she was not shown."""
    seen = _visible((link.ref for link in standing.stories), reader)
    hidden = [link for link in standing.stories if link.ref not in seen and link not in rule.stories]
    return _with_stories(rule, [*rule.stories, *hidden])


def unknown_stories(*, rule: record.Rule, reader: Reader) -> list[Fault]:
    """A story that the writer may not see is one that is not there."""
    seen = _visible((link.ref for link in rule.stories), reader)
    return [
        Fault(f"{step('/stories', index)}/ref", f"there is no story {link.ref}")
        for index, link in enumerate(rule.stories)
        if link.ref not in seen
    ]


def links(*, ref: str, reader: Reader) -> list[RuleLink]:
    """Why the rule exists; the stories come with the links."""
    found = RuleLink.objects.visible_to(reader).filter(rule__ref=ref).select_related("incident")
    return list(found.only(*LINKED, "rule", "relation", "target", "note").order_by("pk"))


def foreign_checks(*, incidents: Iterable[int], reader: Reader) -> list[ToolCheck]:
    """Checks of other tools for these stories; those that would bring one back come first."""
    found = ToolCheck.objects.visible_to(reader).filter(incident__in=list(incidents))
    found = found.select_related("tool", "incident").only(*LINKED, "tool", "name", "relation", "note")
    ordered = found.order_by("incident__prefix", "incident__number", "tool__slug", "name")
    return sorted(ordered, key=lambda check: check.relation != "contradicts")


def _visible(refs: Iterable[str], reader: Reader) -> set[str]:
    return set(Incident.objects.visible_to(reader).filter(ref__in=set(refs)).values_list("ref", flat=True))


def _with_stories(rule: record.Rule, stories: Sequence[record.StoryLink]) -> record.Rule:
    return msgspec.structs.replace(rule, stories=tuple(stories))
