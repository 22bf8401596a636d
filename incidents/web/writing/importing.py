"""A draft from a postmortem in Markdown, pasted or uploaded."""

import uuid
from importlib import import_module

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from incidents import access
from incidents.domain import drafts
from incidents.errors import DomainError, NotPossible, Refused
from incidents.stories.drafting import Content
from incidents.web.parts.revising import BAD_REQUEST, CONFLICT, UNPROCESSABLE
from incidents.web.writing.carrying import BACK_TO_FORM, carries
from incidents.web.writing.own import person_of


class ImportForm(forms.Form):
    """`given`: the text that was pasted, else the bytes of the file."""

    text = forms.CharField(
        label="The postmortem",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "class": "code"}),
        help_text="In Markdown, with the usual headings: Summary, Impact, Root causes, Resolution, "
        "Timeline, Action items, Lessons learned. What is not recognised stays in the draft as notes.",
    )
    file = forms.FileField(label="Or a file", required=False, help_text="Read where nothing is pasted.")

    def given(self) -> str | bytes:
        text: str = self.cleaned_data["text"]
        file = self.cleaned_data["file"]
        return file.read() if file and not text.strip() else text.replace("\r", "")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@carries(BACK_TO_FORM)
def postmortem(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if not access.may_write(person):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, ImportForm())
    if request.POST.get("do") == BACK_TO_FORM.do:
        return _page(request, ImportForm(initial={"text": request.POST.get("text", "")}))
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=BAD_REQUEST)
    # Few ask for it, so its library is not loaded with the process.
    markdown = import_module("incidents.stories.markdown")
    try:
        content: Content = markdown.read(form.given())
        draft = drafts.start(author=person, key=uuid.uuid4(), content=content, now=timezone.now())
    except Refused as problem:
        return _page(request, form, status=UNPROCESSABLE, problem=problem)
    except NotPossible as problem:
        return _page(request, form, status=CONFLICT, problem=problem)
    return redirect("draft", key=draft.key)


def _page(
    request: HttpRequest, form: ImportForm, *, status: int = 200, problem: DomainError | None = None
) -> HttpResponse:
    return render(request, "writing/import.html", {"form": form, "problem": problem}, status=status)
