"""The list of rules."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents import access
from incidents.domain.rules import ListedRule, listing
from incidents.web.access import open_to_readers, reader_of
from incidents.web.parts import tables
from incidents.web.rules import list_page
from incidents.web.rules.list_query import RuleQuery

COLUMNS = ("rule", "name", "level", "status", "confidence", "proven", "message", "stories")


@require_safe
@open_to_readers
def rules(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    page = list_page.build(reader, RuleQuery.read(request.GET))
    may_edit = access.may_edit_rules(reader)
    return render(request, "rules/list.html", {"page": page, "may_edit": may_edit})


@require_safe
@open_to_readers
def rules_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same rules as the list with the same filters, all pages of it."""
    reader = reader_of(request)
    found = listing.rules(reader=reader, asked=RuleQuery.read(request.GET).filter)
    return tables.as_csv("rules", COLUMNS, map(_line, listing.rows(reader=reader, keys=found.keys)))


def _line(listed: ListedRule) -> tuple[str, ...]:
    rule = listed.rule
    proven = "yes" if rule.is_proven else "no"
    cells = (rule.ref, rule.name, rule.level, rule.status, rule.confidence, proven, rule.message)
    return (*cells, " ".join(listed.stories))
