"""What holds for every page."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db

PAGES = ["/", "/stories/", "/stories/?q=zzz", "/KF-900", "/KF-900/relations", "/about", "/sign-in", "/KF-1"]
STORY_OVER_THE_WIRE = 60_000  # bytes


@pytest.mark.parametrize("path", PAGES)
def test_pages_keep_to_the_policy(vocabulary, path):
    factories.saved("KF-900")
    response = Client().get(path)
    html = response.content.decode()
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", html)
    assert not re.search(r"(?:src|href)=\"https?://(?!localhost)[^\"]*\.(?:js|css|png|svg)", html)
    assert len(re.findall("<h1", html)) == 1
    assert len(re.findall("<title>", html.partition("</head>")[0])) == 1


def test_identifiers_are_unique_on_a_story(vocabulary):
    factories.saved("KF-900")
    identifiers = re.findall(r'\sid="([^"]+)"', Client().get("/KF-900").content.decode())
    assert len(identifiers) == len(set(identifiers))


def over_the_wire(name: str) -> int:
    """Bytes of a static file as it is sent, compressed."""
    return len(gzip.compress(Path(str(finders.find(name))).read_bytes()))


def test_a_story_with_style_and_script_is_light(vocabulary):
    factories.saved("KF-900")
    html = Client().get("/KF-900").content
    files = re.findall(r'(?:href|src)="/static/((?:css|js)/[^"]+)"', html.decode())
    assert "css/story.css" in files
    assert len(gzip.compress(html)) + sum(map(over_the_wire, files)) < STORY_OVER_THE_WIRE


def test_robots_are_told_to_leave_filters_alone():
    assert "Disallow: /stories/?" in Client().get("/robots.txt").content.decode()


def test_language_models_are_told_what_there_is(settings, shared_vocabulary):
    settings.BASE_URL = "https://kb.example"
    factories.saved("KF-16")
    answer = Client().get("/llms.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.startswith(b"# Soundings\n\n> ")
    named = re.findall(r"\]\(https://kb\.example(/[^)]*)\)", answer.content.decode())
    assert len(named) == 10
    # Some want a body or the checks of tools, and say so.
    assert {Client().get(path).status_code for path in named} == {200, 400, 405}


def test_the_icon_is_the_mark():
    assert Client().get("/favicon.ico")["Location"].endswith("mark.svg")
