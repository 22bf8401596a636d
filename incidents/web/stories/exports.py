"""A story as a file: `/KF-15.yaml` leads to where the API has it."""

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from incidents.web.access import open_to_readers


@require_safe
@open_to_readers
def story(_request: HttpRequest, ref: str, ending: str) -> HttpResponsePermanentRedirect:
    return HttpResponsePermanentRedirect(
        reverse("api-v1:story-as", kwargs={"name": ref.upper(), "ending": ending})
    )
