"""Pages of other tools and of their checks."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.models import Tool, ToolCheck
from incidents.web.access import open_to_readers, reader_of
from incidents.web.rules import page


@require_safe
@open_to_readers
def tools(request: HttpRequest) -> HttpResponse:
    found = Tool.objects.with_checks_visible_to(reader_of(request)).in_order_of_titles()
    return render(request, "rules/tools/list.html", {"tools": found})


@require_safe
@open_to_readers
def tool(request: HttpRequest, slug: str) -> HttpResponse:
    """A tool is known by its checks: one whose stories the reader may not see is not there."""
    seen = ToolCheck.objects.visible_to(reader_of(request)).filter(tool__slug=slug)
    rows = list(seen.with_stories().in_order_of_names())
    if not rows:
        raise Http404(slug)
    checks = [page.foreign(row) for row in rows]
    context = {
        "tool": rows[0].tool,
        "checks": checks,
        "contradicting": [check for check in checks if check.contradicts],
        "helping": [check for check in checks if not check.contradicts and not check.is_related],
        "related": [check for check in checks if check.is_related],
    }
    return render(request, "rules/tools/tool.html", context)
