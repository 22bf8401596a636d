"""Picture files of a story's evidence."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from incidents.domain import stories
from incidents.models import Incident
from incidents.web.access import open_to_readers, reader_of
from incidents.web.stories.story import of_reference


@require_safe
@open_to_readers
@of_reference
def picture(request: HttpRequest, incident: Incident, sha256: str) -> HttpResponseBase:
    """One that a readable revision names. The address says what the content is, so it never changes."""
    found = stories.attachments.readable(incident=incident, sha256=sha256, reader=reader_of(request))
    if found is None:
        raise Http404(sha256)
    etag = f'"{sha256}"'
    response = HttpResponse(
        bytes(found.data),
        content_type=found.media_type,
        headers={
            "Content-Disposition": "inline",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": settings.CACHED_IN_PUBLIC,
            "ETag": etag,
        },
    )
    return get_conditional_response(request, etag=etag, response=response) or response
