"""Checks of other tools, and what they have to do with the stories."""

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.models import Tool, ToolCheck
from incidents.web.access import open_to_readers
from incidents.web.rules import page


@require_safe
@open_to_readers
def tools(request: HttpRequest) -> HttpResponse:
    seen = Q(checks__in=ToolCheck.objects.visible_to(request.user).values("pk"))
    found = Tool.objects.filter(seen).annotate(
        number_of_checks=Count("checks__name", distinct=True),
        number_of_stories=Count("checks__incident", distinct=True),
        contradicting=Count("checks", filter=Q(checks__relation="contradicts")),
    )
    return render(request, "rules/tools/list.html", {"tools": found.order_by("title")})


@require_safe
@open_to_readers
def tool(request: HttpRequest, slug: str) -> HttpResponse:
    """A tool is known by its checks: one whose stories the reader may not see is not there."""
    seen = ToolCheck.objects.visible_to(request.user).filter(tool__slug=slug)
    seen = seen.select_related("tool", "incident").defer("incident__rendered")
    rows = list(seen.order_by("name", "incident__number"))
    if not rows:
        raise Http404(slug)
    checks = [page.foreign(row) for row in rows]
    context = {
        "tool": rows[0].tool,
        "checks": checks,
        "contradicting": [check for check in checks if check.contradicts],
        "others": [check for check in checks if not check.contradicts],
    }
    return render(request, "rules/tools/tool.html", context)
