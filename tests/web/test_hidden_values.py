"""Every address of pages and API answers about a hidden value as if there were none.

The same is asked of a site (tests/web/worlds.py) before and after stories come that the one who asks may not
see. Neither status nor headers nor body of any answer may differ.
"""

import re
from collections import defaultdict
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from pytest_django import Settings

from incidents.domain.stories.sources import slug
from tests.architecture.test_urls import names
from tests.web import recording
from tests.web.addresses_not_asked import NOT_ASKED
from tests.web.hidden_addresses import ASKED
from tests.web.worlds import HIDDEN, STEPS, WITNESSES, Site

pytestmark = pytest.mark.django_db

DIFFERING = ("Date", "X-Request-ID")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
WHERE_CLOSED = ("anonymous", "stranger", "team_mate", "editor")
"""Who asks where nothing is read in public; the answers to other members are made in the same way."""
Answer = tuple[int, tuple[tuple[str, str], ...], str]
"""Status, headers, body."""


def values(hidden: tuple[str, str]) -> dict[str, str]:
    ref, name = hidden
    source = slug(f"log of the {name} | ")
    return {"ref": ref, "lower": ref.lower(), "number": ref[3:], "name": name, "source": source}


def answered(client: Client, hidden: tuple[str, str]) -> dict[str, Answer]:
    """Each address once, with the values of this hidden story."""
    asked = dict.fromkeys(address.format(**values(hidden)) for some in ASKED.values() for address in some)
    return {address: _answer(client.get(address)) for address in asked}


def _answer(response: Any) -> Answer:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = {name: value for name, value in response.items() if name not in DIFFERING}
    return (
        response.status_code,
        tuple(sorted(headers.items())),
        TOKEN.sub("", body.decode(errors="backslashreplace")),
    )


@pytest.mark.parametrize("public", [True, False])
def test_a_story_changes_no_answer_for_those_who_may_not_see_it(settings: Settings, public: bool) -> None:
    settings.PUBLIC_READING = public
    site = Site.with_everybody()
    before: dict[str, dict[str, Answer]] = {}
    told: list[str] = []
    for step in STEPS:
        site.grow(step)
        for person, (first, last, hidden) in WITNESSES.items():
            if not public and person not in WHERE_CLOSED:
                continue
            if step == first:
                before[person] = answered(site.browser(person), hidden)
            if step == last:
                after = answered(site.browser(person), hidden)
                told += [
                    f"{person}: {address}" for address in after if after[address] != before[person][address]
                ]
    assert not told, "\n".join(["These answers tell of stories that the one who asks may not see:", *told])


def test_every_address_that_depends_on_stories_is_asked() -> None:
    missing = names() - set(ASKED) - set(NOT_ASKED)
    assert not missing, f"Say in ASKED how to ask {missing}, or in NOT_ASKED why not."
    assert not set(ASKED) & set(NOT_ASKED)
    assert set(ASKED) | set(NOT_ASKED) <= names()


def test_every_parameter_that_an_address_reads_is_asked(settings: Settings) -> None:
    """What is read is noted while the addresses are asked, so a new filter shows up by itself."""
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.web.recording.middleware"]
    site = Site.with_everybody()
    for step in STEPS:
        site.grow(step)
    recording.READ.clear()
    answered(site.browser("team_mate"), HIDDEN[0])
    asked: dict[str, set[str]] = defaultdict(set)
    for name, some in ASKED.items():
        for address in some:
            asked[name] |= set(QueryDict(address.partition("?")[2]))
    missing = {name: read - asked[name] for name, read in recording.READ.items() if read - asked[name]}
    assert not missing, f"Ask these parameters by a hidden value in ASKED: {missing}"
