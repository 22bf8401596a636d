"""Rules as readers may see them: without the links to stories that are closed to the reader."""

from collections.abc import Collection, Iterable, Sequence

import msgspec

from incidents.errors import Fault
from incidents.models import Incident, Rule, RuleLink, RuleRevision, ToolCheck
from incidents.models.reader import Reader
from incidents.rules import reading, record
from incidents.yamltree import step

LINKED = ("incident__ref", "incident__title")
"""Columns to load of a story, which also holds its whole rendered text."""


def shown(*, rule: record.Rule, reader: Reader, seen: Collection[str] | None = None) -> record.Rule:
    """The rule without references to stories and rules that the reader may not see.

    `seen`: the references of stories the reader may see, where the caller has asked for them already.
    """
    if seen is None:
        seen = _visible((link.ref for link in rule.stories), reader)
    rule = _with_seen(rule, seen)
    if rule.replaced_by is None or _is_visible(rule.replaced_by, reader):
        return rule
    return msgspec.structs.replace(rule, replaced_by=None)


def restorable(*, ref: str, number: int, reader: Reader) -> record.Rule | None:
    """An earlier revision, to be proven and saved again; None where the reader may not see it.

    Links to stories that the reader may not see stay as they are now.
    """
    revisions = RuleRevision.objects.visible_to(reader).filter(rule__ref=ref, number=number)
    row = revisions.select_related("rule__revision").first()
    if row is None:
        return None
    restored = reading.trusted(row.document)
    seen = _visible((link.ref for link in restored.stories), reader)
    restored = _with_seen(restored, seen)
    current = reading.trusted(row.rule.current_revision.document)
    return completed(rule=restored, standing=current, reader=reader)


def completed(*, rule: record.Rule, standing: record.Rule, reader: Reader) -> record.Rule:
    """What the reader wrote, plus the links of the current rule to stories that are closed to the reader."""
    seen = _visible((link.ref for link in standing.stories), reader)
    hidden = [link for link in standing.stories if link.ref not in seen and link not in rule.stories]
    return _with_stories(rule, [*rule.stories, *hidden])


def unknown_references(*, rule: record.Rule, reader: Reader) -> list[Fault]:
    """Faults of references to stories and rules that are not there, or that the writer may not see."""
    seen = _visible((link.ref for link in rule.stories), reader)
    faults = [
        Fault(f"{step('/stories', index)}/ref", f"there is no story {link.ref}")
        for index, link in enumerate(rule.stories)
        if link.ref not in seen
    ]
    if rule.replaced_by and not _is_visible(rule.replaced_by, reader):
        faults.append(Fault("/replaced_by", f"there is no rule {rule.replaced_by}"))
    return faults


def links(*, ref: str, reader: Reader) -> list[RuleLink]:
    """Why the rule exists; the stories come with the links."""
    found = RuleLink.objects.visible_to(reader).filter(rule__ref=ref).select_related("incident")
    return list(found.only(*LINKED, "rule", "relation", "target", "note").order_by("pk"))


def foreign_checks(*, incidents: Iterable[int], reader: Reader) -> list[ToolCheck]:
    """Checks of other tools for these stories; those that would bring one back come first."""
    found = ToolCheck.objects.visible_to(reader).filter(incident__in=list(incidents))
    ordered = found.with_stories().order_by("incident__prefix", "incident__number", "tool__slug", "name")
    return sorted(ordered, key=lambda check: check.relation != "contradicts")


def _visible(refs: Iterable[str], reader: Reader) -> set[str]:
    return set(Incident.objects.visible_to(reader).filter(ref__in=set(refs)).values_list("ref", flat=True))


def _is_visible(ref: str, reader: Reader) -> bool:
    return Rule.objects.visible_to(reader).filter(ref=ref).exists()


def _with_seen(rule: record.Rule, seen: Collection[str]) -> record.Rule:
    return _with_stories(rule, [link for link in rule.stories if link.ref in seen])


def _with_stories(rule: record.Rule, stories: Sequence[record.StoryLink]) -> record.Rule:
    return msgspec.structs.replace(rule, stories=tuple(stories))
