"""Error pages: what went wrong, and where to go from here."""

import re
from difflib import get_close_matches
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import Resolver404, is_valid_path, resolve, reverse
from django.utils.encoding import escape_uri_path

from incidents import refs
from incidents.domain import search
from incidents.errors import NotReady
from incidents.models import Incident, Rule
from incidents.web import navigation
from incidents.web.access import may_read, reader_of
from incidents.web.parts.badges import Link
from incidents.web.writing import carrying

MOST_WORDS = 8


REFUSED = {
    400: "That did not arrive whole",
    408: "Please send it again",
    413: "That is too large",
    503: "Please try again in a moment",
}
"""Headings of what the web server refuses, by status."""


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The 404 page, with stories and pages that may have been meant."""
    if isinstance(exception, Resolver404) and (bare := _without_slash(request)):
        return HttpResponsePermanentRedirect(bare)
    first, *rest = [part for part in request.path.split("/") if part] or [""]
    name = rest[0] if first in {"stories", "rules"} and rest else first
    context: dict[str, Any] = {"ref": name.upper() if refs.STORY.match(name.upper()) else ""}
    if refs.RULE.match(name.upper()):
        context["rule"] = name.upper()
    if isinstance(exception, Resolver404):
        context["pages"] = _near_pages(name)
    if may_read(request):
        context["words"] = _words(name)
        context["stories"] = _near_stories(request, name)
        context["holder"] = _holder(request, context["ref"] or context.get("rule", ""))
    return render(request, "errors/404.html", context, status=404)


def _without_slash(request: HttpRequest) -> str:
    """The address without its trailing slash, where that is a page: people add one when they cite."""
    if not request.path.endswith("/") or not is_valid_path(request.path_info[:-1]):
        return ""
    query = request.META.get("QUERY_STRING")
    address = escape_uri_path(request.path[:-1])
    return f"{address}?{query}" if query else address


def _words(name: str) -> str:
    return " ".join(re.findall(r"[A-Za-z0-9]+", name[:200])[:MOST_WORDS])


def _near_pages(name: str) -> list[Link]:
    addresses = {reverse(page.name).strip("/"): page for page in navigation.EVERY}
    near = get_close_matches(name.lower()[:40], addresses, n=2, cutoff=0.6)
    return [Link(addresses[path].label, reverse(addresses[path].name)) for path in near]


def _near_stories(request: HttpRequest, name: str) -> list[Incident]:
    reader = reader_of(request)
    try:
        near = search.similar_names(name=name, reader=reader)
    except NotReady:  # what is not found is not found, whether or not something else is
        return []
    stories = Incident.objects.visible_to(reader).filter(ref__in=near).only("ref", "title")
    return sorted(stories, key=lambda story: near.index(story.ref))


def _holder(request: HttpRequest, ref: str) -> tuple[Link, ...]:
    """Links to the story or rule and its history, where only a page below its address is missing."""
    reader = reader_of(request)
    seen: dict[str, QuerySet[Any]] = {
        "story": Incident.objects.visible_to(reader),
        "rule": Rule.objects.visible_to(reader),
    }
    for page, heads in seen.items() if ref else ():
        if heads.filter(ref=ref).exists():
            history = Link(f"History of {ref}", reverse(f"{page}-history", args=[ref]))
            return Link(ref, reverse(page, args=[ref])), history
    return ()


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What the exception says is shown: it is raised for people."""
    return render(request, "errors/403.html", {"reason": str(exception)}, status=403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from a page of this site, or came too late."""
    carried = carrying.forged(request)
    return carried or render(
        request, "errors/forged.html", {"again": request.path, "reason": reason}, status=403
    )


def factor_missing(request: HttpRequest) -> HttpResponse:
    """A form that came while a second factor has to be set up: the browser sends it again afterwards."""
    said = carrying.factor_missing(request) if _place(request) == "draft" else None
    return said or render(request, "errors/factor_missing.html", status=403)


def _place(request: HttpRequest) -> str:
    """The name of the URL, also where no view was asked yet."""
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def broken(_request: HttpRequest | None) -> HttpResponse:
    """The 500 page. It uses neither the database nor the session: either may be broken."""
    return render(None, "errors/500.html", {"navigation": navigation.at("")}, status=500)


def unavailable(reason: str) -> HttpResponse:
    """The same while something that is needed is not there, such as the database."""
    response = render(
        None, "errors/503.html", {"navigation": navigation.at(""), "reason": reason}, status=503
    )
    response["Cache-Control"] = "no-store"
    return response


def refused(status: int, explanation: str) -> HttpResponse:
    """A request that no view has seen: the web server could not read it, or has too much to do."""
    return _refusal(status, REFUSED[status], explanation) if status in REFUSED else broken(None)


def misplaced_token(status: int, heading: str, explanation: str) -> HttpResponse:
    """A token in an address, or one that is sent to a page."""
    response = _refusal(status, heading, explanation)
    response["Cache-Control"] = "no-store"
    return response


def _refusal(status: int, heading: str, explanation: str) -> HttpResponse:
    context = {
        "navigation": navigation.at(""),
        "status": status,
        "heading": heading,
        "explanation": explanation,
    }
    return render(None, "errors/refused.html", context, status=status)
