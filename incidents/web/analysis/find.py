"""The one box: a reference opens its story; words, a sentence or pasted output are answered."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from incidents import refs
from incidents.domain import answers
from incidents.domain.answers import NamedRecord
from incidents.errors import TooMuch
from incidents.web.access import open_to_readers, reader_of
from incidents.web.analysis import find_page
from incidents.web.analysis.upload_forms import FindForm, of_any_size
from incidents.web.parts import addresses, quota
from incidents.web.parts.paging import LONGEST_TEXT

BAD_REQUEST, TOO_LARGE = 400, 413
TEMPLATE = "analysis/find/find.html"
UNKNOWN_REF = re.compile(refs.in_any_case(refs.STORY_PATTERN))
TOO_LONG = (
    f"An address holds {LONGEST_TEXT} characters of a question, and this is longer. Send it with the button: "
    "then it is not in the address either."
)


def _refused(request: HttpRequest, why: str) -> HttpResponse:
    return render(request, TEMPLATE, {"form": FindForm(), "refused": why}, status=TOO_LARGE)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_readers
@of_any_size(_refused)
def find(request: HttpRequest) -> HttpResponse:
    """Words come in the address, to be passed on; what is pasted comes in the body, and is stored nowhere."""
    if request.method == "POST":
        return _pasted(request)
    words = request.GET.get("q", "").replace("\0", " ").strip()
    if not words:
        return render(request, TEMPLATE, {"form": FindForm(), "examples": find_page.EXAMPLES})
    if len(words) > LONGEST_TEXT:
        context = {"form": FindForm(initial={"text": words}), "refused": TOO_LONG}
        return render(request, TEMPLATE, context, status=BAD_REQUEST)
    return _answered(request, words, is_markdown=request.GET.get("format") == "md")


def _pasted(request: HttpRequest) -> HttpResponse:
    form = FindForm(request.POST)
    if not form.is_valid():
        return render(request, TEMPLATE, {"form": form}, status=BAD_REQUEST)
    try:
        with quota.counted(request):
            return _answered(request, form.cleaned_data["text"], addresses=form.cleaned_data["addresses"])
    except TooMuch as refused:
        return quota.later(render(request, TEMPLATE, {"form": form, "refused": refused.message}), refused)


def _answered(
    request: HttpRequest, text: str, *, addresses: bool = False, is_markdown: bool = False
) -> HttpResponse:
    reader = reader_of(request)
    if named := answers.named(reader=reader, text=text):
        return redirect(_address(named))
    found = answers.answer(reader=reader, text=text, addresses=addresses)
    page = find_page.build(found)
    if is_markdown:
        return HttpResponse(page.markdown, content_type="text/markdown; charset=utf-8")
    context = {
        "form": FindForm(initial={"text": find_page.masked(text, addresses), "addresses": addresses}),
        "page": page,
        "text": text if found.pasted.kind == "manifest" else "",
        "unknown_ref": text if UNKNOWN_REF.fullmatch(text.strip()) else "",
        "words": find_page.masked(text, addresses) if request.method != "POST" else "",
    }
    return render(request, TEMPLATE, context)


def _address(named: NamedRecord) -> str:
    return reverse("rule", args=[named.ref]) if named.is_rule else addresses.part(named.ref, named.anchor)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_readers
def match(request: HttpRequest) -> HttpResponse:
    """Where the box was before: forms that still post there are answered, too."""
    return redirect("find", permanent=True, preserve_request=request.method == "POST")
