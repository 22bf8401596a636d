from django.urls import path, register_converter
from django.urls.converters import StringConverter

from incidents.api.v1.views.actions import ActionDeedView, ActionView, ActionViewSet, StoryActionsView
from incidents.api.v1.views.check import CheckView
from incidents.api.v1.views.descriptions import (
    ConfigurationSchemaView,
    OpenApiView,
    RootView,
    RuleSchemaView,
    StorySchemaView,
)
from incidents.api.v1.views.exports import ExportView
from incidents.api.v1.views.find import FindView, MatchView
from incidents.api.v1.views.lint import LintView
from incidents.api.v1.views.news import NewsViewSet
from incidents.api.v1.views.resolve import ResolveBatchView, ResolveView
from incidents.api.v1.views.revisions import RevisionViewSet
from incidents.api.v1.views.rules import RuleAsView, RuleView, RuleViewSet
from incidents.api.v1.views.sightings import AlertmanagerView, SightingsView, StorySightingsView
from incidents.api.v1.views.stories import StoryViewSet
from incidents.api.v1.views.story import StoryAsView, StoryView
from incidents.api.v1.views.terms import TermViewSet


class FormatConverter(StringConverter):
    regex = "json|yaml|md"


class RuleEnding(StringConverter):
    regex = "json|yaml"


class DeedConverter(StringConverter):
    regex = "start|pause|finish|drop|reopen"


register_converter(DeedConverter, "deed")
register_converter(FormatConverter, "ending")
register_converter(RuleEnding, "rule_ending")

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
    path("actions", ActionViewSet.as_view({"get": "page"}), name="actions"),
    path("stories/<str:ref>/actions", StoryActionsView.as_view(), name="story-actions"),
    path("stories/<str:ref>/actions/<int:number>", ActionView.as_view(), name="action"),
    path("stories/<str:ref>/actions/<int:number>/<deed:deed>", ActionDeedView.as_view(), name="action-do"),
    path("alertmanager", AlertmanagerView.as_view(), name="alertmanager"),
    path("sightings", SightingsView.as_view(), name="sightings"),
    path("stories/<str:ref>/sightings", StorySightingsView.as_view(), name="story-sightings"),
    path("terms", TermViewSet.as_view({"get": "whole"}), name="terms"),
    path("news", NewsViewSet.as_view({"get": "page"}), name="news"),
    path("rules", RuleViewSet.as_view({"get": "page"}), name="rules"),
    path("rules/<str:ref>.<rule_ending:ending>", RuleAsView.as_view(), name="rule-as"),
    path("rules/<str:ref>", RuleView.as_view(), name="rule"),
    path("lint", LintView.as_view(), name="lint"),
    path("find", FindView.as_view(), name="find"),
    path("match", MatchView.as_view(), name="match"),
    path("check", CheckView.as_view(), name="check"),
    path("resolve", ResolveView.as_view(), name="resolve"),
    path("resolve/batch", ResolveBatchView.as_view(), name="resolve-batch"),
    path("export/<str:name>", ExportView.as_view(), name="export"),
    path("schema", OpenApiView.as_view(), name="openapi"),
    path("schema/story.json", StorySchemaView.as_view(), name="story-schema"),
    path("schema/rule.json", RuleSchemaView.as_view(), name="rule-schema"),
    path("schema/configuration.json", ConfigurationSchemaView.as_view(), name="configuration-schema"),
]
