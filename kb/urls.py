"""What this site answers to."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path

from incidents import refs
from incidents.web import syndication
from incidents.web.stories import exports

STORY_AS_FILE = rf"^(?P<ref>{refs.in_any_case(refs.STORY_PATTERN)})\.(?P<ending>json|yaml|md)$"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("incidents.api.v1.urls")),  # first: on the way there nothing else is tried
    path("api/", include("incidents.api.urls")),
    path("admin/", admin.site.urls),
    path("feed.atom", syndication.atom, name="feed-atom"),
    path("feed.json", syndication.json, name="feed-json"),
    re_path(STORY_AS_FILE, exports.story, name="story-as-file"),
    path("", include("incidents.web.urls")),
]

handler400 = "kb.errors.bad_request"
handler403 = "incidents.web.errors.forbidden"
handler404 = "incidents.web.errors.not_found"
handler500 = "kb.errors.broken"
