"""Spoilers and the mark in their place."""

import pytest

from incidents.training import spoilers
from tests.training.samples import story


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("The backlogs starved it.", "The [hidden] it."),
        ("unboundedBacklog=true", "[hidden]"),
        ("see `broker-0.local` now", "see `[hidden]` now"),
        ("like KF-31#f2", "like [hidden]"),
        ("the [broker guide](https://example.org/backlog)", "the [hidden] guide"),
        ("requests fail on all nodes", "requests fail on all nodes"),
        ("backlog, broker", "[hidden], [hidden]"),
        ("BACKLOG", "[hidden]"),
        ("", ""),
    ],
)
def test_words_of_the_title_the_factors_and_the_rules_are_hidden(text, hidden):
    assert spoilers.of(story(), []).hidden(text) == hidden


def test_products_of_factors_and_rules_give_it_away_too():
    factor = {
        "id": "f1",
        "dimension": "capacity",
        "failure_mode": "missing_limit",
        "text": "Nothing.",
        "technologies": [{"name": "rabbitmq"}],
    }
    secrets = spoilers.of(story(factors=[factor]), ["Set a ceiling."])
    assert secrets.hidden("RabbitMQ has no ceilings") == "[hidden] has no [hidden]"


def test_a_word_made_of_a_plain_one_is_a_spoiler():
    secrets = spoilers.of(story(title="Workers of kube2sky"), [])
    assert secrets.hidden("it works, a worker works, sky") == "it works, a [hidden] works, [hidden]"


def test_words_that_say_nothing_of_why_are_none():
    secrets = spoilers.of(story(title="Pods fail: requests get errors"), [])
    assert not secrets.are_in("pods failing, a request, 3 errors")
