"""The kinds of news, each as a reader gets it."""

import pytest

from incidents.domain.notifications import NotificationKind, kinds
from incidents.models.notification import LONGEST_KIND

FACTS = {
    **dict.fromkeys(
        ("actor", "how", "factors", "token", "prefix", "day", "before", "after", "team"), "words"
    ),
    **dict.fromkeys(("owner", "source", "service", "issuer", "opens", "deed", "verdict"), "words"),
    "ref": "KF-1",
    "stories": 1,
    "number": 1,
    "revision": 1,
    "mails": 1,
    "service_key": 1,
}


@pytest.mark.parametrize("kind", kinds.EVERY, ids=lambda kind: kind.name)
def test_a_kind_is_whole(kind: NotificationKind) -> None:
    assert "{" not in kind.said(FACTS)
    assert kind.path(FACTS).startswith("/")
    assert kind.label
    assert len(kind.name) <= LONGEST_KIND
    assert "{" not in kind.subject, "A subject leaves the house and is filled in with nothing."


def test_names_are_given_once() -> None:
    assert len(kinds.BY_NAME) == len(kinds.EVERY)


def test_kinds_of_a_group_stand_together() -> None:
    groups = [kind.group for kind in kinds.EVERY]
    assert sorted(groups, key=list(dict.fromkeys(groups)).index) == groups
