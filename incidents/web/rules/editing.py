"""Writing rules, and trying them on their own examples before they are saved."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import access, yamlwriting
from incidents.domain import rules
from incidents.domain.rules import visibility
from incidents.errors import DomainError, Fault, Outdated, Refused
from incidents.models import Rule, User
from incidents.models.reader import Reader
from incidents.rules import reading, record
from incidents.rules.proof import promtool, sandbox
from incidents.rules.proof.result import Proof
from incidents.web.access import reader_of
from incidents.web.parts import quota
from incidents.web.parts.revising import revise
from incidents.web.rules import form as rule_form
from incidents.web.rules import wording
from incidents.web.rules.form import RuleForm
from incidents.web.rules.rule import current, find, of_rule

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@of_rule
def edit(request: HttpRequest, head: Rule) -> HttpResponse:
    editor = _editor(request)
    if request.method != "POST":
        text = yamlwriting.to_yaml(visibility.shown(rule=current(head), reader=reader_of(request)))
        form = RuleForm(initial={"based_on": head.revision_number, "text": text})
        return _form_page(request, form, head, kind=head.kind)
    form = RuleForm(request.POST)
    return revise(
        form,
        save=partial(_try_or_save, request, form, editor, head, kind=head.kind),
        page=partial(_form_page, request, form, head, kind=head.kind),
    )


@require_http_methods(METHODS)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    editor = _editor(request)
    if kind not in rule_form.TEMPLATES:
        raise Http404(kind)
    if request.method != "POST":
        text = rule_form.TEMPLATES[kind].format(ref=rules.next_ref(letter=kind))
        return _form_page(request, RuleForm(initial={"text": text}, is_new=True), None, kind=kind)
    form = RuleForm(request.POST, is_new=True)
    return revise(
        form,
        save=partial(_try_or_save, request, form, editor, None, kind=kind),
        page=partial(_form_page, request, form, None, kind=kind),
    )


def _editor(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not access.may_edit_rules(reader_of(request)):
        raise PermissionDenied
    return request.user


def _try_or_save(
    request: HttpRequest, form: RuleForm, editor: User, head: Rule | None, *, kind: str
) -> HttpResponse:
    rule = _typed_rule(form, reader_of(request), head)
    with quota.counted(request):
        proof = sandbox.prove_apart(rule, alerts=promtool.prove)
    if "try" in request.POST:
        return _form_page(request, form, head, kind=kind, proof=proof)
    return _save(request, form, editor, head, rule, proof)


def _typed_rule(form: RuleForm, reader: Reader, head: Rule | None) -> record.Rule:
    """The rule as typed, with the stories the editor was not shown. Raises `Refused`."""
    rule = reading.from_yaml(form.cleaned_data["text"])
    faults = visibility.unknown_references(rule=rule, reader=reader)
    if head is not None and rule.ref != head.ref:
        faults.insert(0, Fault("/ref", f"stays {head.ref}: others cite it"))
    if faults:
        raise Refused(reading.REFUSED, faults)
    return visibility.completed(rule=rule, standing=current(head), reader=reader) if head else rule


def _save(
    request: HttpRequest, form: RuleForm, editor: User, head: Rule | None, rule: record.Rule, proof: Proof
) -> HttpResponse:
    saved = rules.save(
        rule=rule,
        proof=proof,
        based_on=form.cleaned_data["based_on"] if head else None,
        origin="person",
        author=editor,
        now=timezone.now(),
        reason=form.cleaned_data["reason"],
    )
    if not saved.changed:
        messages.info(request, "Nothing changed, so nothing was saved.")
    elif proof.holds:
        messages.success(request, f"{rule.ref} is saved, passes its own examples, and runs.")
    else:
        messages.warning(request, f"{rule.ref} is saved, but does not run: its own examples do not hold.")
    return redirect("rule", ref=rule.ref)


def _form_page(
    request: HttpRequest,
    form: RuleForm,
    head: Rule | None,
    *,
    kind: str,
    status: int = 200,
    problem: DomainError | None = None,
    proof: Proof | None = None,
) -> HttpResponse:
    """The form as typed, on top of the current revision where somebody saved in between."""
    if head is None and isinstance(problem, Outdated):
        problem = Refused(problem.message, [Fault("/ref", "is not available")])
    if head is not None and isinstance(problem, Outdated):
        head = find(reader_of(request), head.ref)
    if head is not None and (form.has_lost_base or isinstance(problem, Outdated)):
        form.start_from(head.revision_number)
    faults = problem.faults if isinstance(problem, Refused) else proof.faults if proof else ()
    context = {
        "form": form,
        "rule": head,
        "kind_name": wording.KINDS[kind].lower(),
        "problem": problem,
        "proof": proof,
        "remarks": rule_form.remarks(form["text"].value() or "", faults),
    }
    return render(request, "rules/edit.html", context, status=status)
