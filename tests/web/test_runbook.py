"""The address of an alert's runbook: its story, a list, or a page that leads on."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from incidents.domain.rules import tools
from incidents.models import User
from incidents.rules import folder
from incidents.rules.record import StoryLink
from incidents.web.analysis import runbook
from tests import factories, rule_factories
from tests.web.statements import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def stories() -> None:
    factories.saved("KF-1", title="Pods crash in a loop while a limit is too low")
    factories.saved("KF-2", title="A quota holds back a rollout")
    link = StoryLink("KF-1", "symptom", "s1")
    rule_factories.saved(rule_factories.alert_rule("A-1", alert="RunsPileUp", stories=(link,)))
    checks = (
        folder.RecordedCheck("KubePodCrashLooping", "KF-2", "related"),
        folder.RecordedCheck("KubePodCrashLooping", "KF-1", "symptom"),
        folder.RecordedCheck("Backwards", "KF-1", "contradicts"),
    )
    tools.replace(tool=folder.ToolFile("kube-mixin", checks), now=factories.NOW)


def got(address: str, client: Client | None = None) -> Any:
    return (client or Client()).get(address)


@pytest.mark.usefixtures("stories")
@pytest.mark.parametrize("name", ["RunsPileUp", "runspileup", "RUNSPILEUP"])
def test_the_one_story_opens(name: str) -> None:
    response = got(f"/r/{name}")
    assert (response.status_code, response["Location"]) == (302, "/KF-1")
    assert response["Cache-Control"] == "no-cache"


@pytest.mark.usefixtures("stories")
def test_of_several_stories_the_closest_comes_first() -> None:
    response = got("/r/kubepodcrashlooping")
    html = response.content.decode()
    assert response.status_code == 200
    assert html.index('href="/KF-1"') < html.index('href="/KF-2"')


@pytest.mark.usefixtures("stories")
@pytest.mark.parametrize("name", ["PodCrashLoop", "Backwards", "x" * 5000, "a\x01b", "<b>bold</b>"[:-4]])
def test_without_a_story_the_page_leads_on(name: str) -> None:
    response = got(f"/r/{name}")
    html = response.content.decode()
    assert response.status_code == 404
    assert "no story yet" in html
    assert "<b>bold" not in html
    assert ("Pods crash in a loop" in html) == (name == "PodCrashLoop")


@pytest.mark.usefixtures("stories")
def test_who_may_write_is_led_to_writing() -> None:
    assert 'href="/sign-in?next=/r/Unheard"' in got("/r/Unheard").content.decode()
    for name, role in (("reader", User.Role.READER), ("author", User.Role.AUTHOR)):
        browser = Client()
        browser.force_login(
            factories.user(name, role=role), backend="django.contrib.auth.backends.ModelBackend"
        )
        assert (">write it down</a>" in got("/r/Unheard", browser).content.decode()) == (name == "author")


def test_a_story_for_few_is_none_for_others(as_: Callable[[str], Client]) -> None:
    checks = (folder.RecordedCheck("HarbourFull", "KF-5", "symptom"),)
    tools.replace(tool=folder.ToolFile("harbour-mixin", checks), now=factories.NOW)
    for name, status in (("anonymous", 404), ("stranger", 404), ("editor", 404), ("team_mate", 302)):
        assert as_(name).get("/r/HarbourFull").status_code == status


@pytest.mark.usefixtures("stories")
def test_a_list_of_many_costs_as_much_as_one_of_two() -> None:
    asked = []
    for number in (2, 9):
        for one in range(3, number + 1):
            factories.saved(f"KF-{one}")
        checks = tuple(folder.RecordedCheck("Full", f"KF-{one}", "symptom") for one in range(1, number + 1))
        tools.replace(tool=folder.ToolFile("kube-mixin", checks), now=factories.NOW)
        got("/r/Full")  # compiles what has changed
        with counted() as statements:
            assert got("/r/Full").status_code == 200
        asked.append(len(statements))
    # Whether a rule, a mapping or a story has changed.
    assert asked == [1, 1]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("KubePodCrashLooping", "Kube Pod Crash Looping"),
        ("etcdInsufficientMembers", "etcd Insufficient Members"),
        ("KubeAPIDown", "Kube API Down"),
        ("node_disk.full-soon", "node disk full soon"),
        ("--", ""),
    ],
)
def test_a_name_falls_into_words(name: str, words: str) -> None:
    assert runbook.words(name) == words
