"""The page of matching: pasted text to stories with the same symptoms. Nothing pasted is stored."""

import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from incidents.domain import search
from incidents.domain.rules import running
from incidents.errors import TooMuch
from incidents.models.reader import Reader
from incidents.rules.match import masking
from incidents.web.access import open_to_readers, reader_of
from incidents.web.analysis import match_page
from incidents.web.analysis.upload_forms import MatchForm, of_any_size
from incidents.web.parts import quota
from incidents.web.parts.labels import named
from incidents.web.stories.row import StoryRow, rows

BAD_REQUEST, TOO_LARGE = 400, 413
NEAREST, MOST_WORDS = 5, 8
READ_FOR_WORDS = 4_000
"""Characters in which words to search for are looked up."""
MANIFEST = (
    re.compile(r"^\s{0,4}\"?apiVersion\"?:", re.MULTILINE),
    re.compile(r"^\s{0,4}\"?kind\"?:", re.MULTILINE),
)
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{4,40}")


def _refused(request: HttpRequest, why: str) -> HttpResponse:
    return render(
        request, "analysis/match/match.html", {"form": MatchForm(), "refused": why}, status=TOO_LARGE
    )


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_readers
@of_any_size(_refused)
def match(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "analysis/match/match.html", {"form": MatchForm()})
    form = MatchForm(request.POST)
    if not form.is_valid():
        return render(request, "analysis/match/match.html", {"form": form}, status=BAD_REQUEST)
    try:
        with quota.counted(request):
            return render(request, "analysis/match/match.html", _found(reader_of(request), form))
    except TooMuch as refused:
        context = {"form": form, "refused": refused.message}
        return quota.later(render(request, "analysis/match/match.html", context), refused)


def _found(reader: Reader, form: MatchForm) -> dict[str, Any]:
    text, addresses = form.cleaned_data["text"], form.cleaned_data["addresses"]
    found = running.matcher(reader).match(text, addresses=addresses)
    return {
        "form": MatchForm(initial={"text": masking.masked(text, addresses), "addresses": addresses}),
        "page": match_page.build(found),
        "nearest": () if found.stories else _nearest(reader, masking.masked(text[:READ_FOR_WORDS])),
        "is_manifest": all(pattern.search(text) for pattern in MANIFEST),
        "text": text,
    }


def _nearest(reader: Reader, text: str) -> tuple[StoryRow, ...]:
    words = " OR ".join(_words(text))
    if not words:
        return ()
    results = search.find(reader=reader, query=search.Query(text=words), limit=NEAREST)
    return rows(results.rows, named(results.facets))


def _words(text: str) -> Iterator[str]:
    """The longest ones, which tell most; digits and masks tell nothing."""
    found = dict.fromkeys(word.lower() for word in WORD.findall(re.sub(r"\[[a-z-]+\]", " ", text)))
    yield from sorted(found, key=len, reverse=True)[:MOST_WORDS]
