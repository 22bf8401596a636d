"""Who may read a story that is for named people: the page on which editors name them."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.domain import sharing
from incidents.errors import DomainError, Refused
from incidents.models import Incident, User
from incidents.web.access import reader_of
from incidents.web.parts.forms import PersonForm, RefusableForm
from incidents.web.parts.revising import BAD_REQUEST, report, revise
from incidents.web.stories.retirement import editor
from incidents.web.stories.story import of_reference

VERBS: dict[str, Callable[..., bool]] = {"name": sharing.name_reader, "remove": sharing.remove_reader}
"""By the value of the button that sends the form."""
DONE = {"name": "{username} may read this story now.", "remove": "{username} is not named any more."}


@require_http_methods(["GET", "HEAD", "POST"])
@of_reference
def readers(request: HttpRequest, incident: Incident) -> HttpResponse:
    person = editor(request, incident)
    if request.method != "POST":
        return _page(request, incident, PersonForm())
    action = request.POST.get("action", "")
    if action not in VERBS:
        return _page(request, incident, PersonForm(), status=BAD_REQUEST)
    form = PersonForm(request.POST)
    return revise(
        form,
        save=partial(_save, request, incident, person, action, form),
        page=partial(_page, request, incident, form),
    )


def _save(
    request: HttpRequest, incident: Incident, person: User, action: str, form: RefusableForm
) -> HttpResponse:
    changed = VERBS[action](
        incident=incident,
        **form.cleaned_data,
        actor=person,
        at=timezone.now(),
    )
    report(request, changed=changed, done=DONE[action].format(**form.cleaned_data))
    if not Incident.objects.visible_to(reader_of(request)).filter(pk=incident.pk).exists():
        return redirect("stories")  # she removed herself
    return redirect("story-readers", ref=incident.ref)


def _page(
    request: HttpRequest,
    incident: Incident,
    form: RefusableForm,
    *,
    status: int = 200,
    problem: DomainError | None = None,
) -> HttpResponse:
    if isinstance(problem, Refused):
        form.refuse(problem)
    context = {
        "incident": incident,
        "is_for_named_people": incident.visibility == sharing.FOR_NAMED_PEOPLE,
        "people": incident.readers.order_by("username"),
        "form": form,
        "problem": problem,
    }
    return render(request, "stories/readers.html", context, status=status)
