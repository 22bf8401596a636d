"""One story: the stored document, byte for byte."""

from django.conf import settings
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from incidents import yamlwriting
from incidents.api import caching, problems
from incidents.api.errors import Failed
from incidents.api.permissions import reader_of
from incidents.api.renderers import Json, Markdown, Yaml
from incidents.api.v1 import addresses, openapi
from incidents.domain import search
from incidents.domain.stories import StoredStory, lookup
from incidents.models.reader import Reader
from incidents.stories import export, reading
from incidents.stories.document import Story

NAME = openapi.in_path(
    "name", "Reference in any case (`KF-15`), slug, or alias.", openapi.named("story-name")
)
ENDING = openapi.in_path(
    "ending", "The representation; without it, `Accept` decides.", openapi.one_of(("json", "yaml", "md"))
)
LINK = OpenApiParameter(
    "Link",
    str,
    OpenApiParameter.HEADER,
    description="The story's own address as `canonical`, its page as `alternate`; the document has none.",
    response=[200],
)
CONDITIONS = frozenset(
    {"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE"}
)
CONTENT_TYPES = {
    "json": "application/json",
    "yaml": "application/yaml; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}
REPRESENTATIONS: openapi.Responses = (
    {
        (200, "application/json"): openapi.shape(Story),
        (200, "application/yaml"): openapi.shape(Story),
        (200, "text/markdown"): str,
        308: openapi.MOVED,
    }
    | openapi.CONDITIONAL
    | openapi.problems(404, 406)
)


@extend_schema(parameters=[NAME, LINK], responses=REPRESENTATIONS)
class StoryView(APIView):
    """The whole document of one story."""

    renderer_classes = [Json, Yaml, Markdown]

    @extend_schema(operation_id="story")
    def get(self, request: Request, name: str, ending: str | None = None) -> HttpResponseBase:
        reader = reader_of(request)
        representation = request.accepted_renderer.format
        if _is_conditional(request) and (kept := _unchanged(request, name, reader, representation)):
            return kept
        found = lookup.whole(ref=name.upper(), reader=reader)
        if found is None:
            return _moved(request, _ref_behind(name, reader), ending)
        if ref := lookup.successor(merged_into=found.merged_into, reader=reader):
            return _moved(request, ref, ending)
        if _is_conditional(request) and (kept := _kept(request, found, representation)):
            return kept
        # Not REST framework's response: what is finished needs no renderer.
        response = HttpResponse(_written(found, representation), content_type=CONTENT_TYPES[representation])
        return _marked(response, request, found, representation)


@extend_schema(parameters=[NAME, ENDING, LINK], responses=REPRESENTATIONS)
class StoryAsView(StoryView):
    @extend_schema(operation_id="story_as")
    def get(self, request: Request, name: str, ending: str | None = None) -> HttpResponseBase:
        """The whole document of one story in the representation that the ending names."""
        return super().get(request, name, ending)


def _is_conditional(request: Request) -> bool:
    return not CONDITIONS.isdisjoint(request.META)


def _unchanged(request: Request, name: str, reader: Reader, representation: str) -> HttpResponseBase | None:
    """Asks the database for a few bytes where the client may need no more."""
    found = lookup.state(ref=name.upper(), reader=reader)
    if found is None or found.merged_into:
        return None
    try:
        return _kept(request, found, representation)
    except Failed:  # the tag may be that of a document without some of its references
        return None


def _kept(request: Request, found: StoredStory, representation: str) -> HttpResponseBase | None:
    """The answer to a client whose copy is current. Raises `Failed` where its condition fails."""
    etag = _etag(found, representation)
    response = caching.unchanged(request, etag=etag, modified=_modified(found))
    return response and _marked(response, request, found, representation)


def _marked(
    response: HttpResponseBase, request: Request, found: StoredStory, representation: str
) -> HttpResponseBase:
    etag = _etag(found, representation)
    own, page = addresses.absolute("api-v1:story", name=found.ref), f"{settings.BASE_URL}/{found.ref}"
    response["Link"] = f'<{own}>; rel="canonical", <{page}>; rel="alternate"; type="text/html"'
    return caching.mark(response, request, etag=etag, modified=_modified(found), public=found.is_open)


def _modified(found: StoredStory) -> int | None:
    """None where references are left out: they can come back without a change of the story."""
    return None if found.is_redacted else found.modified


def _ref_behind(name: str, reader: Reader) -> str:
    ref = lookup.ref_of(name=name, reader=reader)
    if ref is None:
        near = search.similar_names(name=name, reader=reader)
        raise Failed(problems.UNKNOWN_STORY, f"No story you may read is called {name}.", did_you_mean=near)
    return ref


def _moved(request: Request, ref: str, ending: str | None) -> HttpResponseBase:
    if ending:
        address = reverse("api-v1:story-as", kwargs={"name": ref, "ending": ending})
    else:
        address = reverse("api-v1:story", kwargs={"name": ref})
    response = HttpResponsePermanentRedirect(address, preserve_request=True)
    response["Cache-Control"] = caching.control(request)
    return response


def _written(found: StoredStory, representation: str) -> bytes:
    if representation == "json":
        return found.document.encode()
    write = yamlwriting.to_yaml if representation == "yaml" else export.to_markdown
    return write(reading.trusted(found.document)).encode()


def _etag(found: StoredStory, representation: str) -> str:
    return f'"{found.version}-{representation}"'
