"""Restoring an earlier revision of a rule."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from incidents import access
from incidents.domain import rules
from incidents.domain.rules import visibility
from incidents.errors import DomainError
from incidents.models import Rule, User
from incidents.rules.proof import promtool, sandbox
from incidents.web.access import reader_of
from incidents.web.parts import quota
from incidents.web.parts.forms import RestoreForm
from incidents.web.parts.revising import revise
from incidents.web.rules.rule import of_rule


@require_POST
@of_rule
def restore(request: HttpRequest, head: Rule) -> HttpResponse:
    """The earlier revision is proven again: the engine may have changed since."""
    editor = request.user
    if not isinstance(editor, User) or not access.may_edit_rules(reader_of(request)):
        raise PermissionDenied
    form = RestoreForm(request.POST)
    return revise(
        form,
        save=partial(_save, request, head, editor, form),
        page=partial(_not_restored, request, head),
    )


def _save(request: HttpRequest, head: Rule, editor: User, form: RestoreForm) -> HttpResponse:
    number = form.cleaned_data["number"]
    document = visibility.restorable(ref=head.ref, number=number, reader=reader_of(request))
    if document is None:
        raise Http404(f"{head.ref}, revision {number}")
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
    if saved.changed:
        messages.success(request, f"Revision {number} is restored.")
    else:
        messages.info(request, f"The current revision equals revision {number}: nothing was saved.")
    return redirect("rule-history", ref=head.ref)


def _not_restored(
    request: HttpRequest, head: Rule, *, status: int, problem: DomainError | None
) -> HttpResponse:
    return render(request, "rules/not_restored.html", {"rule": head, "problem": problem}, status=status)
