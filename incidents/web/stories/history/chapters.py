"""The history of a story: its revisions and what changed between two of them."""

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents import access
from incidents.domain.stories import history as revisions_of
from incidents.domain.stories import lookup, relations
from incidents.models import Incident, Revision, User
from incidents.models.reader import Reader
from incidents.stories import differences, reading
from incidents.web.access import open_to_readers, reader_of
from incidents.web.parts.forms import CompareForm
from incidents.web.parts.labels import spoken
from incidents.web.stories.history import changes, revision_page, revisions
from incidents.web.stories.story import of_reference

ON_A_PAGE = 50


@require_safe
@open_to_readers
@of_reference
def history(request: HttpRequest, incident: Incident) -> HttpResponse:
    reader = reader_of(request)
    found = revisions_of.readable(incident=incident, reader=reader)
    listed = found.select_related("author").defer("document").order_by("-number")
    shown = Paginator(listed, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = revisions.rows(incident, list(shown), reader, older=revisions.before(found, _last(shown)))
    context = {
        "incident": incident,
        "rows": rows,
        "shown": shown,
        "into": lookup.successor(merged_into=incident.merged_into_id, reader=reader),
        "may_edit": access.may_edit(reader, incident),
        "may_erase": isinstance(request.user, User) and access.may_erase(request.user),
    }
    return render(request, "stories/history/history.html", context)


@require_safe
@open_to_readers
@of_reference
def revision(request: HttpRequest, incident: Incident, number: int) -> HttpResponse:
    reader = reader_of(request)
    found = revisions_of.readable(incident=incident, reader=reader)
    asked = numbered(incident, reader, number)
    row = revisions.row(incident, asked, reader, older=revisions.before(found, number))
    story = relations.redacted(story=reading.trusted(asked.document), reader=reader)
    context = {
        "incident": incident,
        "row": row,
        "document": revision_page.build(incident, story),
        "relations": [(spoken(relation.type), relation) for relation in story.relations],
        "to_current": revisions.comparison(incident, number, incident.revision_number),
    }
    return render(request, "stories/history/revision.html", context)


@require_safe
@open_to_readers
@of_reference
def compare(request: HttpRequest, incident: Incident) -> HttpResponse:
    """Compares two revisions; without numbers, the last two."""
    reader = reader_of(request)
    found = revisions_of.readable(incident=incident, reader=reader)
    latest = incident.revision_number
    asked = {"from": revisions.before(found, latest) or latest, "to": latest}
    form = CompareForm(asked | request.GET.dict())
    if not form.is_valid():
        return render(
            request, "stories/history/compare.html", {"incident": incident, "form": form}, status=400
        )
    before = numbered(incident, reader, form.cleaned_data["before"])
    after = numbered(incident, reader, form.cleaned_data["after"])
    sides = [
        relations.redacted(story=reading.trusted(side.document), reader=reader) for side in (before, after)
    ]
    changed = differences.compare(*sides)
    context = {
        "incident": incident,
        "form": form,
        "sides": [revisions.row(incident, side, reader) for side in (before, after)],
        "chapters": changes.chapters(changed),
        "count": len(changed),
    }
    return render(request, "stories/history/compare.html", context)


def numbered(incident: Incident, reader: Reader, number: int) -> Revision:
    """Raises `Http404` where the reader may see no such revision."""
    found = revisions_of.readable(incident=incident, reader=reader).select_related("author")
    revision = found.filter(number=number).first()
    if revision is None:
        raise Http404(f"{incident.ref}, revision {number}")
    return revision


def _last(shown: "Page[Revision]") -> int:
    return min((revision.number for revision in shown), default=0)
