"""The page of one rule."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import resolve, reverse
from django.views.decorators.http import require_safe

from incidents import access
from incidents.domain.rules import visibility
from incidents.models import Rule
from incidents.models.reader import Reader
from incidents.rules import reading, record
from incidents.web.access import open_to_readers, reader_of
from incidents.web.rules import page as rule_page

RuleView = Callable[..., HttpResponseBase]


def of_rule(view: RuleView) -> RuleView:
    """Hands the head of the rule to the view; another spelling of its address leads to the one that lasts."""

    @wraps(view)
    def answer(request: HttpRequest, ref: str, **rest: Any) -> HttpResponseBase:
        head = find(reader_of(request), ref)
        if ref == head.ref:
            return view(request, head, **rest)
        address = reverse(resolve(request.path_info).view_name, kwargs={**rest, "ref": head.ref})
        return HttpResponsePermanentRedirect(address)

    return answer


def find(reader: Reader, ref: str) -> Rule:
    """Raises `Http404` where the reader may see no such rule."""
    head = visibility.head(ref=ref.upper(), reader=reader)
    if head is None:
        raise Http404(ref)
    return head


@require_safe
@open_to_readers
@of_rule
def rule(request: HttpRequest, head: Rule) -> HttpResponse:
    reader = reader_of(request)
    links = visibility.links(ref=head.ref, reader=reader)
    checks = visibility.foreign_checks(incidents={link.incident_id for link in links}, reader=reader)
    seen = {link.incident.ref for link in links}
    shown = visibility.shown(rule=current(head), reader=reader, seen=seen)
    page = rule_page.build(head=head, rule=shown, links=links, checks=checks)
    context = {"rule": head, "page": page, "may_edit": access.may_edit_rules(reader)}
    return render(request, "rules/rule.html", context)


def current(head: Rule) -> record.Rule:
    return reading.trusted(head.current_revision.document)
