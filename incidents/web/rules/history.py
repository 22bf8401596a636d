"""The history of a rule: its revisions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents import access, yamlwriting
from incidents.domain.rules import visibility
from incidents.models import Rule, RuleRevision
from incidents.models.reader import Reader
from incidents.rules import reading
from incidents.web.access import open_to_readers, reader_of
from incidents.web.parts.forms import RestoreForm
from incidents.web.parts.labels import ORIGINS
from incidents.web.rules.rule import of_rule

ON_A_PAGE = 50
HEADING = 3
"""Lines before the first one of a difference."""


@dataclass(frozen=True)
class RuleRevisionRow:
    """`by` is empty where nobody wrote it, or where the reader may not see names."""

    number: int
    by: str
    origin: str
    reason: str
    at: datetime
    is_current: bool
    restore: RestoreForm | None


@dataclass(frozen=True)
class DiffLine:
    """A line of the revision as YAML; `kind` is `+` or `-` against the one before, or empty."""

    kind: str
    text: str


@require_safe
@open_to_readers
@of_rule
def history(request: HttpRequest, head: Rule) -> HttpResponse:
    reader = reader_of(request)
    found = head.revisions.visible_to(reader).select_related("author").defer("document")
    shown = Paginator(found.order_by("-number"), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"rule": head, "rows": _rows(head, list(shown), reader), "shown": shown}
    return render(request, "rules/history.html", context)


@require_safe
@open_to_readers
@of_rule
def revision(request: HttpRequest, head: Rule, number: int) -> HttpResponse:
    """The whole rule of one revision, and what changed since the previous one that the reader may see."""
    reader = reader_of(request)
    upto = head.revisions.visible_to(reader).select_related("author").filter(number__lte=number)
    found = list(upto.order_by("-number")[:2])
    if not found or found[0].number != number:
        raise Http404(f"{head.ref}, revision {number}")
    before = found[1] if len(found) > 1 else None
    context = {
        "rule": head,
        "row": _rows(head, found[:1], reader)[0],
        "lines": list(_changes(_yaml(before, reader) if before else "", _yaml(found[0], reader))),
        "before": before,
    }
    return render(request, "rules/revision.html", context)


def _rows(head: Rule, revisions: Sequence[RuleRevision], reader: Reader) -> list[RuleRevisionRow]:
    may_edit, names = access.may_edit_rules(reader), access.may_see_names(reader)
    return [
        RuleRevisionRow(
            number=one.number,
            by=str(one.author) if one.author and names else "",
            origin=ORIGINS[one.origin],
            reason=one.reason,
            at=one.created_at,
            is_current=one.number == head.revision_number,
            restore=_button(head, one.number) if may_edit and one.number != head.revision_number else None,
        )
        for one in revisions
    ]


def _button(head: Rule, number: int) -> RestoreForm:
    return RestoreForm(initial={"number": number, "based_on": head.revision_number}, auto_id=False)


def _yaml(revision: RuleRevision, reader: Reader) -> str:
    return yamlwriting.to_yaml(visibility.shown(rule=reading.trusted(revision.document), reader=reader))


def _changes(before: str, after: str) -> Iterator[DiffLine]:
    if before in ("", after):
        yield from (DiffLine("", line) for line in after.splitlines())
        return
    old, new = before.splitlines(), after.splitlines()
    whole = len(old) + len(new)
    for line in list(unified_diff(old, new, n=whole, lineterm=""))[HEADING:]:
        yield DiffLine(line[0].strip(), line[1:])
