"""No page of any drill of the catalogue holds, before its end, a word that gives it away."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from incidents.domain import catalogue
from incidents.finding.stopwords import STOPWORDS
from incidents.stories.document import Story
from incidents.stories.reading import folder
from incidents.stories.vocabulary import Vocabulary
from incidents.training import making, plain_words
from incidents.web.training import drill_page
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_vocabulary", "loaded")]
STORIES = Path(__file__).parents[3] / "fixtures" / "stories"
WORD = re.compile(r"[a-z]{2,}")
INFLECTED = ("", "s", "es", "d", "ed", "ing")
PLAIN = {word + ending for word in plain_words.WORDS for ending in INFLECTED} | STOPWORDS
EVERY_STEP = ".".join(
    [*(f"{letter}{number}" for letter in "csvx" for number in range(1, 120)), *["w"] * 40, *["h"] * 3]
)
BOARD = re.compile(r"<fieldset class=\"hypotheses\">.*?</fieldset>", re.DOTALL)
TEMPLATES = Path(__file__).parents[3] / "templates"
OF_THE_PAGE = ("base", "training/drill", "training/so_far", "training/board", "training/next")
SIGNED = re.compile(r"steps=[^\"&#]+|name=\"steps\" value=\"[^\"]*\"")


@pytest.fixture(scope="module")
def loaded(written_once, shared_vocabulary: Vocabulary) -> None:
    files = catalogue.story_files(STORIES)
    written_once(
        lambda: list(catalogue.load_stories(paths=files, words=shared_vocabulary, now=factories.NOW))
    )


@pytest.fixture(scope="module")
def stories(shared_vocabulary: Vocabulary) -> list[Story]:
    read = (folder.read(path, vocabulary=shared_vocabulary) for path in catalogue.story_files(STORIES))
    return [story for story in read if not making.missing(story)]


def body(ref: str, steps: str = "") -> str:
    sent = {"steps": drill_page.signed(ref, steps)} if steps else {}
    response = Client().get(f"/{ref}/drill", sent)
    assert response.status_code == 200
    return unescape(response.content.decode())


def told(page: str) -> set[str]:
    """The words of every byte, but for signatures."""
    return set(WORD.findall(SIGNED.sub("", page).replace('"hidden-word"', "").lower()))


def test_no_byte_before_the_end_tells_it(stories: list[Story]) -> None:
    """At the start, and after every step that reveals anything, beside the open board."""
    pages = {story.ref: (body(story.ref), body(story.ref, f"b.{EVERY_STEP}")) for story in stories}
    frame = set.intersection(*(told(page) for some in pages.values() for page in some)).union(
        *(told((TEMPLATES / f"{name}.html").read_text()) for name in OF_THE_PAGE)
    )
    found = []
    for story in stories:
        texts = [story.title, *(factor.text for factor in story.factors)]
        secrets = {word for text in texts for word in WORD.findall(text.lower())} - PLAIN - frame
        for page in pages[story.ref]:
            beside = BOARD.sub("", page)
            found += [f"{story.ref}: {word}" for word in sorted(secrets & told(beside))]
            assert story.title not in page
    assert not found, "\n".join(found[:60])
