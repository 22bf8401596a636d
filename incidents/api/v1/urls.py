from django.urls import path, register_converter
from django.urls.converters import StringConverter

from incidents.api.v1.views.descriptions import OpenApiView, RootView, StorySchemaView
from incidents.api.v1.views.revisions import RevisionViewSet
from incidents.api.v1.views.stories import StoryViewSet
from incidents.api.v1.views.story import StoryAsView, StoryView
from incidents.api.v1.views.terms import TermViewSet


class Ending(StringConverter):
    regex = "json|yaml|md"


register_converter(Ending, "ending")

app_name = "api-v1"
urlpatterns = [
    path("", RootView.as_view(), name="root"),
    path("stories", StoryViewSet.as_view({"get": "page"}), name="stories"),
    path("stories/<str:name>.<ending:ending>", StoryAsView.as_view(), name="story-as"),
    path("stories/<str:name>", StoryView.as_view(), name="story"),
    path("stories/<str:ref>/revisions", RevisionViewSet.as_view({"get": "page"}), name="revisions"),
    path(
        "stories/<str:ref>/revisions/<int:number>",
        RevisionViewSet.as_view({"get": "retrieve"}),
        name="revision",
    ),
    path("terms", TermViewSet.as_view({"get": "whole"}), name="terms"),
    path("schema", OpenApiView.as_view(), name="openapi"),
    path("schema/story.json", StorySchemaView.as_view(), name="story-schema"),
]
