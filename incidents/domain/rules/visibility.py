"""Rules as readers may see them: without the links to stories that are closed to the reader."""

from collections.abc import Collection, Iterable, Sequence
from functools import cache

import msgspec

from incidents.domain.stories import visible
from incidents.errors import Fault
from incidents.models import Rule, RuleLink, RuleRevision, ToolCheck, statements
from incidents.models.reader import Reader
from incidents.models.statements import Parameter, Statement
from incidents.rules import reading, record
from incidents.yamltree import step

LINKED = ("incident__ref", "incident__title")
"""Columns to load of a story, which also holds its whole rendered text."""


def shown(*, rule: record.Rule, reader: Reader, seen: Collection[str] | None = None) -> record.Rule:
    """The rule without references to stories and rules that the reader may not see.

    `seen`: the references of stories the reader may see, where the caller has asked for them already.
    """
    if seen is None:
        seen = visible.among(refs={link.ref for link in rule.stories}, reader=reader)
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
    seen = visible.among(refs={link.ref for link in restored.stories}, reader=reader)
    restored = _with_seen(restored, seen)
    current = reading.trusted(row.rule.current_revision.document)
    return completed(rule=restored, standing=current, reader=reader)


def completed(*, rule: record.Rule, standing: record.Rule, reader: Reader) -> record.Rule:
    """What the reader wrote, plus the links of the current rule to stories that are closed to the reader."""
    seen = visible.among(refs={link.ref for link in standing.stories}, reader=reader)
    hidden = [link for link in standing.stories if link.ref not in seen and link not in rule.stories]
    return _with_stories(rule, [*rule.stories, *hidden])


def unknown_references(*, rule: record.Rule, reader: Reader) -> list[Fault]:
    """Faults of references to stories and rules that are not there, or that the writer may not see."""
    seen = visible.among(refs={link.ref for link in rule.stories}, reader=reader)
    faults = [
        Fault(f"{step('/stories', index)}/ref", f"there is no story {link.ref}")
        for index, link in enumerate(rule.stories)
        if link.ref not in seen
    ]
    if rule.replaced_by and not _is_visible(rule.replaced_by, reader):
        faults.append(Fault("/replaced_by", f"there is no rule {rule.replaced_by}"))
    return faults


def head(*, ref: str, reader: Reader) -> Rule | None:
    """With its revision."""
    key = _head(reader.placeholder).subquery(ref=ref, reader=reader.person)
    return Rule.objects.select_related("revision").filter(pk=key).first()


def links(*, ref: str, reader: Reader) -> list[RuleLink]:
    """Why the rule exists; the stories come with the links."""
    keys = _links(reader.placeholder).subquery(ref=ref, reader=reader.person)
    found = RuleLink.objects.filter(pk__in=keys).select_related("incident")
    return list(found.only(*LINKED, "rule", "relation", "target", "note").order_by("pk"))


def foreign_checks(*, incidents: Iterable[int], reader: Reader) -> list[ToolCheck]:
    """Checks of other tools for these stories; those that would bring one back come first."""
    found = ToolCheck.objects.visible_to(reader).filter(incident__in=list(incidents))
    ordered = found.with_stories().order_by("incident__prefix", "incident__number", "tool__slug", "name")
    return sorted(ordered, key=lambda check: check.relation != "contradicts")


def _is_visible(ref: str, reader: Reader) -> bool:
    return bool(_head(reader.placeholder).rows(ref=ref, reader=reader.person))


@cache
def _head(reader: Reader) -> Statement:
    return statements.compiled(Rule.objects.visible_to(reader).filter(ref=Parameter("ref")).values_list("pk"))


@cache
def _links(reader: Reader) -> Statement:
    seen = RuleLink.objects.visible_to(reader).filter(rule__ref=Parameter("ref"))
    return statements.compiled(seen.values_list("pk"))


def _with_seen(rule: record.Rule, seen: Collection[str]) -> record.Rule:
    return _with_stories(rule, [link for link in rule.stories if link.ref in seen])


def _with_stories(rule: record.Rule, stories: Sequence[record.StoryLink]) -> record.Rule:
    return msgspec.structs.replace(rule, stories=tuple(stories))
