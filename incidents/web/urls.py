"""The addresses of the pages, in reading order."""

from django.contrib.auth.views import LogoutView
from django.urls import path, register_converter

from incidents.web import accounts, home, stories, story, story_pictures
from incidents.web.converters import Ref

register_converter(Ref, "ref")

urlpatterns = [
    path("", home.home, name="home"),
    path("stories/", stories.stories, name="stories"),
    path("stories/<str:name>", story.by_name, name="story-by-name"),
    path("<ref:ref>", story.story, name="story"),
    path("<ref:ref>/relations", story_pictures.relations, name="story-relations"),
    path("<ref:ref>/timeline.csv", story_pictures.timeline_csv, name="story-timeline-csv"),
    path("<ref:ref>/causes.csv", story_pictures.causes_csv, name="story-causes-csv"),
    path("<ref:ref>/relations.csv", story_pictures.relations_csv, name="story-relations-csv"),
    path("about", home.about, name="about"),
    path("sign-in", accounts.sign_in, name="sign-in"),
    path("sign-out", LogoutView.as_view(), name="sign-out"),
    path("robots.txt", home.robots, name="robots"),
    path("favicon.ico", home.favicon, name="favicon"),
]
