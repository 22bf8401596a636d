"""Actions from the plan to their end: what each step asks for, records and tells."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from incidents import access, erasing
from incidents.domain import actions, erasure
from incidents.domain.actions import ActionValues
from incidents.domain.notifications import reading
from incidents.errors import NotPossible, Outdated, Refused
from incidents.models import ActionItem, AuditEntry, Incident, Team, User
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)


@pytest.fixture
def author() -> User:
    return factories.user("author", role=User.Role.AUTHOR)


@pytest.fixture
def incident(author: User) -> Incident:
    return factories.saved(author=author, origin="person").incident


def told(person: User) -> list[str]:
    found = reading.page(person=person, only_unread=True, before=0, number=50)
    return [item.sentence for item in found.items]


def faults(act: Callable[[], Any]) -> set[str]:
    with pytest.raises(Refused) as caught:
        act()
    return {fault.pointer for fault in caught.value.faults}


def test_an_action_goes_from_plan_to_done_and_each_step_is_written_down(
    incident: Incident, author: User
) -> None:
    kim = factories.user("kim")
    item = factories.action(incident, author, owner="kim", due=date(2026, 4, 1))
    assert told(kim) == ["author gave you action 1 of KF-900."]
    item = actions.start(item=item, based_on=1, actor=kim, now=LATER)
    item = actions.finish(item=item, evidence="Rule A-3 fires.", based_on=2, actor=kim, now=LATER)
    assert (item.state, item.closed_by, item.closed_at, item.version) == ("done", kim, LATER, 3)
    assert list(item.changes.order_by("version").values_list("deed", "actor", "words")) == [
        ("planned", author.pk, ""),
        ("started", kim.pk, ""),
        ("done", kim.pk, "Rule A-3 fires."),
    ]
    assert told(author) == ["Action 1 of KF-900 was closed as done by kim."]
    audited = AuditEntry.objects.filter(target="KF-900 action 1").order_by("pk")
    assert [entry.action for entry in audited] == ["action.planned", "action.started", "action.done"]
    assert "A-3" not in str([entry.details for entry in audited])


def test_everything_that_is_wrong_is_said_at_once(incident: Incident, author: User) -> None:
    values = ActionValues(
        title=" ",
        type="blame",
        priority="urgent",
        strength="mighty",
        owner="nobody-here",
        due=date(2026, 3, 1),
        factor="f9",
        tracker_url="javascript:alert(1)",
        needed="a\x00b",
    )
    wrong = faults(lambda: actions.plan(incident=incident, values=values, actor=author, now=NOW))
    names = ("title", "type", "priority", "strength", "owner", "due", "factor", "tracker_url", "needed")
    assert wrong == {f"/{name}" for name in names}
    assert not ActionItem.objects.exists()


def test_an_owner_has_to_be_a_person_who_may_read_the_story(author: User) -> None:
    closed = factories.saved("KF-901", visibility="people", author=author, origin="person").incident
    factories.user("kim")
    factories.user("program", is_service=True)
    messages = set()
    for name in ("kim", "program", "unknown"):
        with pytest.raises(Refused) as caught:
            factories.action(closed, author, owner=name)
        messages.add(caught.value.faults[0].message.replace(name, "…"))
    assert len(messages) == 1


def test_what_was_right_once_may_stay(incident: Incident, author: User) -> None:
    kim = factories.user("kim")
    item = factories.action(incident, author, owner="kim", due=date(2026, 3, 3), factor="f1")
    User.objects.filter(pk=kim.pk).update(is_active=False)
    later = NOW + timedelta(days=30)
    values = ActionValues(title="Other words", owner="kim", due=date(2026, 3, 3), factor="f1")
    item = actions.change(item=item, values=values, based_on=1, actor=author, now=later)
    assert (item.title, item.version) == ("Other words", 2)
    assert item.changes.get(version=2).columns == ["title"]
    same = actions.change(item=item, values=values, based_on=2, actor=author, now=later)
    assert same.version == 2


def test_whoever_starts_what_nobody_owns_owns_it(incident: Incident, author: User) -> None:
    item = factories.action(incident, author)
    item = actions.start(item=item, based_on=1, actor=author, now=LATER)
    assert item.owner == author
    wrong = faults(
        lambda: actions.change(item=item, values=ActionValues(title="x"), based_on=2, actor=author, now=LATER)
    )
    assert wrong == {"/owner"}
    program = factories.user("program", is_service=True, role=User.Role.EDITOR)
    second = factories.action(incident, author)
    with pytest.raises(NotPossible, match="name a person first"):
        actions.start(item=second, based_on=1, actor=program, now=LATER)


def test_closing_and_reopening_ask_for_words(incident: Incident, author: User) -> None:
    item = factories.action(incident, author)
    step: dict[str, Any] = {"item": item, "based_on": 1, "actor": author, "now": LATER}
    assert faults(lambda: actions.finish(evidence="  ", **step)) == {"/evidence"}
    assert faults(lambda: actions.drop(reason="", **step)) == {"/reason"}
    assert faults(lambda: actions.drop(reason="x" * 2_001, **step)) == {"/reason"}
    item = actions.drop(reason="The tool goes.", **step)
    assert (item.state, item.reason) == ("dropped", "The tool goes.")
    item = actions.reopen(item=item, reason="It stays.", based_on=2, actor=author, now=LATER)
    assert (item.state, item.reason, item.closed_at, item.closed_by) == ("open", "", None, None)
    assert item.changes.get(version=2).words == "The tool goes."


def test_what_somebody_else_did_in_between_is_not_overwritten(incident: Incident, author: User) -> None:
    item = factories.action(incident, author)
    actions.start(item=item, based_on=1, actor=author, now=LATER)
    with pytest.raises(Outdated) as caught:
        actions.finish(item=item, evidence="Merged.", based_on=1, actor=author, now=LATER)
    assert caught.value.current == 2
    with pytest.raises(NotPossible, match="in progress"):
        actions.start(item=item, based_on=2, actor=author, now=LATER)


def test_a_story_that_has_ended_gets_no_more_actions(incident: Incident, author: User) -> None:
    Incident.objects.filter(pk=incident.pk).update(status="withdrawn")
    with pytest.raises(NotPossible, match="withdrawn"):
        factories.action(incident, author)


def test_planning_is_for_those_who_edit_the_story_and_for_authors_of_its_team(author: User) -> None:
    team = Team.objects.create(name="Harbour", slug="harbour")
    story = factories.saved("KF-902", team=team).incident
    reader, mate = factories.user("reader"), factories.user("mate", role=User.Role.AUTHOR)
    team.members.add(reader, mate)
    editor = factories.user("editor", role=User.Role.EDITOR)
    may = {person.username for person in (author, reader, mate, editor) if access.may_plan(person, story)}
    assert may == {"mate", "editor"}
    item = factories.action(story, editor, owner="reader")
    assert access.may_work_on(reader, item)
    assert not access.may_work_on(author, item)


def test_words_are_erased_from_actions_and_their_history(incident: Incident, author: User) -> None:
    item = factories.action(
        incident, author, title="Rotate hunter2", tracker_url="https://example.org/hunter2"
    )
    actions.drop(item=item, reason="hunter2 has gone", based_on=1, actor=author, now=LATER)
    admin = factories.user("admin", role=User.Role.ADMINISTRATOR)
    words = erasing.words(["hunter2"])
    found = erasure.erase(ref="KF-900", words=words, author=admin, reason="A secret.", now=LATER)
    assert set(found.places) == {
        "KF-900, action 1, title",
        "KF-900, action 1, reason",
        "KF-900, action 1, tracker",
        "KF-900, action 1, history",
    }
    item.refresh_from_db()
    assert (item.title, item.tracker_url) == ("Rotate [erased]", "")
    assert item.changes.get(version=2).words == "[erased] has gone"
