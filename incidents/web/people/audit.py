"""The audit log: who did what when, and from where."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from incidents.domain import audit
from incidents.domain.audit import AuditFilter
from incidents.models import AuditEntry
from incidents.web.parts.paging import row_key
from incidents.web.people.admission import administrator_of
from incidents.web.people.audit_form import AuditForm

ON_A_PAGE = 50
AT_ONCE = 1_000
BEFORE = {"from", "name"}
"""Details that are read first."""


@never_cache
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    administrator_of(request)
    form = AuditForm(request.GET)
    if not form.is_valid():
        return render(request, "people/audit.html", {"form": form}, status=400)
    entries = list(form.filter.entries(after=row_key(request.GET.get("before", "")))[: ON_A_PAGE + 1])
    shown = entries[:ON_A_PAGE]
    context = {
        "form": form,
        "entries": [(entry, list(_facts(entry.details))) for entry in shown],
        "is_filtered": bool(form.filter.said),
        "older": _address("audit", form.filter, before=str(shown[-1].pk)) if len(entries) > ON_A_PAGE else "",
        "ndjson": _address("audit-ndjson", form.filter),
    }
    return render(request, "people/audit.html", context)


@never_cache
@require_safe
def ndjson(request: HttpRequest) -> HttpResponseBase:
    """Every entry that the filters let through, one a line; that it was taken along is an entry, too."""
    administrator = administrator_of(request)
    form = AuditForm(request.GET)
    if not form.is_valid():
        return render(request, "people/audit.html", {"form": form}, status=400)
    audit.record(
        action="audit.exported",
        target="audit log",
        actor=administrator,
        at=timezone.now(),
        details=form.filter.said,
    )
    return StreamingHttpResponse(
        _lines(form.filter.entries()),
        content_type="application/x-ndjson",
        headers={"Content-Disposition": 'attachment; filename="audit.ndjson"'},
    )


def _facts(details: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Names and values for one line, what was before what came of it; empty ones are left out."""
    for name in sorted(details, key=lambda name: (name not in BEFORE, name)):
        value = details[name]
        if value not in ("", [], {}, None):
            yield name, ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _address(name: str, asked: AuditFilter, **more: str) -> str:
    parameters = urlencode(asked.said | more)
    return f"{reverse(name)}?{parameters}" if parameters else reverse(name)


def _lines(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    for entry in entries.iterator(chunk_size=AT_ONCE):
        yield json.dumps(_described(entry), ensure_ascii=False) + "\n"


def _described(entry: AuditEntry) -> dict[str, Any]:
    return {
        "id": entry.pk,
        "at": entry.at.isoformat(),
        "actor": entry.actor.username if entry.actor else None,
        "action": entry.action,
        "target": entry.target,
        "reason": entry.reason,
        "address": entry.address,
        "details": entry.details,
    }
