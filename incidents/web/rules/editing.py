"""Writing rules, and trying them on their own examples before they are saved."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import access, yamlwriting
from incidents.domain import rules
from incidents.domain.rules import visibility
from incidents.errors import Fault, Outdated, Refused, TooMuch
from incidents.models import Rule, User
from incidents.rules import reading, record
from incidents.rules.proof import promtool, sandbox
from incidents.rules.proof.result import Proof
from incidents.web.parts import quota
from incidents.web.rules import form as rule_form
from incidents.web.rules import wording
from incidents.web.rules.form import RuleForm
from incidents.web.rules.rule import current, find, of_rule

METHODS = ["GET", "HEAD", "POST"]
BAD_REQUEST, CONFLICT, UNPROCESSABLE = 400, 409, 422


@require_http_methods(METHODS)
@of_rule
def edit(request: HttpRequest, head: Rule) -> HttpResponse:
    editor = _editor(request)
    if request.method != "POST":
        text = yamlwriting.to_yaml(visibility.shown(rule=current(head), reader=editor))
        form = RuleForm(initial={"based_on": head.revision_number, "text": text})
        return _asked(request, form, head)
    return _sent(request, RuleForm(request.POST), editor, head)


@require_http_methods(METHODS)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    editor = _editor(request)
    if kind not in rule_form.TEMPLATES:
        raise Http404(kind)
    if request.method != "POST":
        text = rule_form.TEMPLATES[kind].format(ref=rules.next_ref(letter=kind))
        return _asked(request, RuleForm(initial={"text": text}, is_new=True), None, kind=kind)
    return _sent(request, RuleForm(request.POST, is_new=True), editor, None, kind=kind)


def _editor(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not access.may_edit_rules(request.user):
        raise PermissionDenied
    return request.user


def _sent(
    request: HttpRequest, form: RuleForm, editor: User, head: Rule | None, **context: Any
) -> HttpResponse:
    if not form.is_valid():
        return _invalid(request, form, head, **context)
    try:
        written = _written(form, editor, head)
        with quota.counted(request):
            proof = sandbox.prove_apart(written, alerts=promtool.prove)
        if "try" in request.POST:
            return _tried(request, form, head, proof, **context)
        return _saved(request, form, editor, head, written, proof)
    except Refused as problem:
        found = rule_form.remarks(form.cleaned_data["text"], problem.faults)
        refused = {"refused": problem.message, "remarks": found, **context}
        return _asked(request, form, head, status=UNPROCESSABLE, **refused)
    except Outdated as problem:
        return _outdated(request, form, head, problem, **context)
    except TooMuch as problem:
        return quota.later(_asked(request, form, head, refused=problem.message, **context), problem)


def _invalid(request: HttpRequest, form: RuleForm, head: Rule | None, **context: Any) -> HttpResponse:
    """What was typed, each fault beside its field, and the number of the revision where it was lost."""
    lost = head is not None and "based_on" in form.errors
    if head is not None and lost:
        form.start_from(head.revision_number)
    return _asked(request, form, head, status=BAD_REQUEST, lost=lost, **context)


def _written(form: RuleForm, editor: User, head: Rule | None) -> record.Rule:
    """The rule as typed, with the stories the editor was not shown. Raises `Refused`."""
    rule = reading.from_yaml(form.cleaned_data["text"])
    faults = visibility.unknown_references(rule=rule, reader=editor)
    if head is not None and rule.ref != head.ref:
        faults.insert(0, Fault("/ref", f"stays {head.ref}: others cite it"))
    if faults:
        raise Refused(reading.REFUSED, faults)
    return visibility.completed(rule=rule, standing=current(head), reader=editor) if head else rule


def _tried(
    request: HttpRequest, form: RuleForm, head: Rule | None, proof: Proof, **context: Any
) -> HttpResponse:
    found = rule_form.remarks(form.cleaned_data["text"], proof.faults)
    return _asked(request, form, head, proof=proof, remarks=found, **context)


def _saved(
    request: HttpRequest, form: RuleForm, editor: User, head: Rule | None, rule: record.Rule, proof: Proof
) -> HttpResponse:
    saved = rules.save(
        rule=rule,
        proof=proof,
        based_on=form.cleaned_data.get("based_on") if head else None,
        origin="person",
        author=editor,
        now=timezone.now(),
        reason=form.cleaned_data.get("reason", ""),
    )
    if not saved.changed:
        messages.info(request, "It says the same as before: nothing was saved.")
    elif proof.holds:
        messages.success(request, f"{rule.ref} is saved, passes its own examples, and runs.")
    else:
        messages.warning(request, f"{rule.ref} is saved, but does not run: its own examples do not hold.")
    return redirect("rule", ref=rule.ref)


def _outdated(
    request: HttpRequest, form: RuleForm, head: Rule | None, problem: Outdated, **context: Any
) -> HttpResponse:
    """What was typed, to be sent again on top of the current revision; a new rule under another reference."""
    if head is None:
        taken = rule_form.remarks(form.cleaned_data["text"], [Fault("/ref", "is not available")])
        context |= {"refused": problem.message, "remarks": taken}
        return _asked(request, form, head, status=CONFLICT, **context)
    head = find(request.user, head.ref)
    form.start_from(head.revision_number)
    return _asked(request, form, head, status=CONFLICT, outdated=problem.message, **context)


def _asked(
    request: HttpRequest, form: RuleForm, head: Rule | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    kind = head.kind if head else more.get("kind", "")
    context = {"form": form, "rule": head, "kind_name": wording.KINDS[kind].lower(), **more}
    return render(request, "rules/edit.html", context, status=status)
