"""Linting manifests on a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from incidents.domain import analysis
from incidents.domain.rules import running
from incidents.errors import TooMuch
from incidents.rules.lint.findings import Report
from incidents.rules.lint.linter import Linter
from incidents.web.access import open_to_readers, reader_of
from incidents.web.analysis import lint_page
from incidents.web.analysis.upload_forms import LintForm, of_any_size
from incidents.web.parts import quota
from incidents.web.parts.paging import LONGEST_TEXT

BAD_REQUEST, TOO_LARGE = 400, 413
DEFAULT = {"level": "medium"}
NO_RULE = "No rule over manifests that runs here has one of these names. Leave this empty to lint with all."


def _refused(request: HttpRequest, why: str) -> HttpResponse:
    context = {"form": LintForm(initial=DEFAULT), "refused": why}
    return render(request, "analysis/lint/lint.html", context, status=TOO_LARGE)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_readers
@of_any_size(_refused)
def lint(request: HttpRequest) -> HttpResponse:
    """Without a level, as from the page of matches, the usual one holds."""
    if request.method != "POST":
        start = DEFAULT | {"rules": request.GET.get("rules", "").replace("\0", " ")[:LONGEST_TEXT]}
        return render(request, "analysis/lint/lint.html", {"form": LintForm(initial=start)})
    sent = request.POST.copy()
    sent.setdefault("level", DEFAULT["level"])
    form = LintForm(sent, request.FILES)
    if not form.is_valid():
        return render(request, "analysis/lint/lint.html", {"form": form}, status=BAD_REQUEST)
    linter = running.linter(reader_of(request), only=form.cleaned_data["rules"])
    if form.cleaned_data["rules"] and not linter.rules:
        form.add_error("rules", NO_RULE)
        return render(request, "analysis/lint/lint.html", {"form": form}, status=BAD_REQUEST)
    try:
        with quota.counted(request):
            page = lint_page.build(reader_of(request), _report(linter, form))
    except TooMuch as refused:
        context = {"form": form, "refused": refused.message}
        return quota.later(render(request, "analysis/lint/lint.html", context), refused)
    return render(request, "analysis/lint/lint.html", {"form": form, "page": page})


def _report(linter: Linter, form: LintForm) -> Report:
    return linter.lint(
        form.after(), level=form.cleaned_data["level"], before=form.earlier(), deadline=analysis.deadline()
    )
