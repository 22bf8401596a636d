"""Letting an earlier revision of a rule stand again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from incidents import access
from incidents.domain import rules
from incidents.domain.rules import visibility
from incidents.errors import Outdated, Refused, TooMuch
from incidents.models import Rule, User
from incidents.rules.proof import promtool, sandbox
from incidents.web.parts import quota
from incidents.web.parts.forms import RestoreForm
from incidents.web.rules.rule import of_rule

BAD_REQUEST, CONFLICT, UNPROCESSABLE = 400, 409, 422


@require_POST
@of_rule
def restore(request: HttpRequest, head: Rule) -> HttpResponse:
    """An earlier revision is proven once more: the engine may have changed since."""
    editor = request.user
    if not isinstance(editor, User) or not access.may_edit_rules(editor):
        raise PermissionDenied
    form = RestoreForm(request.POST)
    if not form.is_valid():
        return _not_restored(
            request, head, "What came in did not say which revision to restore.", BAD_REQUEST
        )
    number = form.cleaned_data["number"]
    document = visibility.restorable(ref=head.ref, number=number, reader=editor)
    if document is None:
        raise Http404(f"{head.ref}, revision {number}")
    try:
        with quota.counted(request):
            proof = sandbox.prove_apart(document, alerts=promtool.prove)
        saved = rules.save(
            rule=document,
            proof=proof,
            based_on=form.cleaned_data["based_on"],
            origin="person",
            author=editor,
            now=timezone.now(),
            reason=f"Restored revision {number}.",
        )
    except TooMuch as problem:
        return quota.later(_not_restored(request, head, problem.message), problem)
    except Outdated as problem:
        return _not_restored(request, head, problem.message, CONFLICT)
    except Refused as problem:
        return _not_restored(request, head, problem.message, UNPROCESSABLE, problem)
    if saved.changed:
        messages.success(request, f"What revision {number} says stands again.")
    else:
        messages.info(request, f"What stands now says the same as revision {number}: nothing was saved.")
    return redirect("rule-history", ref=head.ref)


def _not_restored(
    request: HttpRequest, head: Rule, why: str, status: int = 200, problem: Refused | None = None
) -> HttpResponse:
    context = {"rule": head, "why": why, "faults": problem.faults if problem else ()}
    return render(request, "rules/not_restored.html", context, status=status)
