"""Erasing words: afterwards no row of the database holds them, and every revision can still be read."""

from functools import partial
from typing import Any

import msgspec
import pytest

from incidents import erasing
from incidents.domain import audit, erasure, rules, search, stories
from incidents.errors import NotPossible, Outdated, Refused
from incidents.models import AuditEntry, Incident, Organisation, Revision, Rule, RuleRevision, Source, User
from incidents.models.reader import ANYBODY
from incidents.rules import record
from incidents.stories import reading
from tests import factories, rule_factories, traces
from tests.models.refusal import refused_by
from tests.threads import at_once
from tests.traces import IN_ADDRESSES, LATER, PARTS, SECRET, WORDS, erase, tables_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    return factories.user("admin", role=User.Role.ADMINISTRATOR)


@pytest.fixture
def everywhere(author: User) -> None:
    traces.leave(author)
    assert len(tables_with(SECRET)) > 10


def test_no_row_of_any_table_holds_the_words_any_longer(everywhere: None, author: User) -> None:
    erase(author)
    assert [tables_with(word) for word in (SECRET, *PARTS)] == [set(), set(), set()]
    assert all("erased" in slug for slug in Source.objects.values_list("slug", flat=True))
    assert [one.slug for one in Organisation.objects.all()] == ["erased-ltd"]


def test_every_revision_can_be_read_and_says_what_it_said_beside(everywhere: None, author: User) -> None:
    written = Revision.objects.order_by("pk").values_list("pk", "number", "author", "origin", "created_at")
    before = list(written)
    erase(author)
    *kept, _ = written.all()
    assert kept == before
    revisions = Revision.objects.filter(incident__ref="KF-900").order_by("number")
    first, second, last = (reading.trusted(revision.document) for revision in revisions)
    assert first.title == second.title == "The token [erased] was in a log"
    assert first.slug == "token-erased-in-log"
    assert first.aliases == ("other-name",)
    assert first.organisation == "[erased] Ltd"
    assert first.sources[1].url == "https://example.org/erased?a=1"
    assert first.evidence[0].file == "erased.log"
    assert first.symptoms == factories.document().symptoms
    assert second.licence == "CC0"
    assert last == second
    assert [revision.reason for revision in revisions] == ["", "Without [erased]", "A token was pasted."]
    rule = rules.current(ref="M-900")
    assert (rule.message, rule.name, rule.stories[0].note) == (
        "Beware of [erased].",
        "no-erased",
        "Where [erased] was",
    )


def test_a_document_without_the_words_is_still_accepted(
    everywhere: None, author: User, vocabulary: Any
) -> None:
    erase(author)
    for text in Revision.objects.values_list("document", flat=True):
        reading.from_json(text, vocabulary=vocabulary)


def test_the_audit_log_keeps_that_it_happened_but_not_what(everywhere: None, author: User) -> None:
    with audit.coming_from("192.0.2.7"):
        found = erase(author)
    entry = AuditEntry.objects.get(action="erase")
    assert (entry.action, entry.target, entry.actor, entry.at) == ("erase", "KF-900", author, LATER)
    assert (entry.reason, entry.address) == ("A token was pasted.", "192.0.2.7")
    assert entry.details == {"count": len(found.places), "places": list(found.places)}
    assert "KF-900, revision 1 /title" in found.places
    assert "KF-900, revision 2 reason" in found.places
    assert "M-900, revision 1 /message" in found.places
    assert "KF-900, note of the check harbour-lint/harbour-check" in found.places
    assert "KF-900, why nothing detects it" in found.places


def test_looking_for_traces_changes_nothing(everywhere: None, author: User) -> None:
    before = sorted(traces.rows())
    found = erasure.traces(ref="KF-900", words=WORDS)
    assert sorted(traces.rows()) == before
    assert erase(author) == found


def test_what_is_nowhere_is_not_erased(author: User) -> None:
    factories.saved("KF-900")
    before = sorted(traces.rows())
    with pytest.raises(NotPossible, match="none of the words is in a text of KF-900"):
        erase(author)
    with pytest.raises(NotPossible, match="There is no KF-7 here"):
        erase(author, ref="KF-7")
    assert sorted(traces.rows()) == before


def test_what_can_be_nothing_else_stays_and_is_named(author: User) -> None:
    factories.saved("KF-900", summary="About memory_exhaustion.")
    found = erase(author, words=erasing.words(["memory_exhaustion"]))
    assert found.places == ("KF-900, revision 1 /summary",)
    assert found.left == ("KF-900, revision 1 /factors/0/failure_mode",)
    with pytest.raises(NotPossible, match="They stay in KF-900, revision 1 /factors/0/failure_mode"):
        erase(author, words=erasing.words(["memory_exhaustion"]))


@pytest.mark.parametrize(
    ("reason", "said"), [("", "is blank"), (f"It was {SECRET}", "holds what has to go"), ("x" * 501, "501")]
)
def test_the_reason_is_kept_so_it_must_not_hold_the_words(author: User, reason: str, said: str) -> None:
    factories.saved("KF-900", summary=SECRET)
    with pytest.raises(Refused, match=said):
        erase(author, reason=reason)
    assert SECRET in Revision.objects.get().document


def test_a_revision_that_is_not_erased_stays_immutable(everywhere: None, author: User) -> None:
    erase(author)
    with refused_by("revision_is_immutable"):
        Revision.objects.filter(number=1).update(document="{}")


def test_who_started_from_what_was_erased_is_told(author: User) -> None:
    factories.saved("KF-900", summary=SECRET)
    erase(author)
    with pytest.raises(Outdated):
        stories.save(
            story=factories.document("KF-900", summary=f"{SECRET}!"),
            based_on=1,
            origin="catalogue",
            now=LATER,
        )
    assert not tables_with(SECRET)


def test_words_of_an_earlier_revision_do_not_come_back_by_restoring(author: User) -> None:
    factories.saved("KF-900", summary=SECRET)
    factories.changed("KF-900")
    erase(author)
    with pytest.raises(Outdated):
        stories.restore(ref="KF-900", number=1, based_on=2, author=author, now=LATER)
    stories.restore(ref="KF-900", number=1, based_on=3, author=author, now=LATER)
    assert stories.current(ref="KF-900").summary == "[erased]"


def test_a_rule_that_may_run_otherwise_is_not_called_tested(author: User) -> None:
    factories.saved("KF-900")
    bad = rule_factories.BAD.replace("hourly", IN_ADDRESSES)
    tests = record.ManifestTests(bad=(bad,), good=(rule_factories.GOOD,))
    rule_factories.saved(rule_factories.manifest_rule(status="stable", tests=tests))
    erase(author, ref="M-900")
    rule = Rule.objects.get()
    assert (rule.status, rule.is_proven) == ("experimental", False)
    assert not tables_with(IN_ADDRESSES)


def test_a_rule_that_runs_as_before_stays_tested(author: User) -> None:
    factories.saved("KF-900")
    rule_factories.saved(rule_factories.manifest_rule(status="stable", fix=f"Not {SECRET}."))
    erase(author, ref="M-900")
    rule = Rule.objects.get()
    assert (rule.status, rule.is_proven, RuleRevision.objects.count()) == ("stable", True, 2)


def test_other_stories_are_named_and_left(author: User) -> None:
    factories.saved("KF-900", summary=SECRET)
    factories.saved("KF-901", summary=SECRET)
    erase(author)
    assert erasure.elsewhere(ref="KF-900", words=WORDS) == ["KF-901"]
    assert stories.current(ref="KF-901").summary == SECRET


def test_an_address_that_another_story_has_gets_a_number(author: User) -> None:
    factories.saved("KF-900", slug=IN_ADDRESSES)
    factories.saved("KF-901", slug="erased")
    erase(author)
    assert dict(Incident.objects.values_list("ref", "slug")) == {"KF-900": "erased-2", "KF-901": "erased"}


def test_a_name_that_another_rule_has_gets_a_number(author: User) -> None:
    factories.saved("KF-900")
    rule_factories.saved(rule_factories.manifest_rule("M-1", name="erased"))
    rule_factories.saved(rule_factories.manifest_rule("M-2", name=IN_ADDRESSES))
    erase(author, ref="M-2")
    assert Rule.objects.get(ref="M-2").name == "erased-2"


def test_the_search_does_not_find_it_any_longer(author: User) -> None:
    factories.saved("KF-900", body=f"The token was {SECRET}")
    query = search.Query(text="zebra")
    assert search.find(reader=ANYBODY, query=query).total == 1
    erase(author)
    assert search.find(reader=ANYBODY, query=query).total == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_who_erase_at_once_one_is_told_that_nothing_is_left() -> None:
    author = factories.user("admin")
    factories.saved("KF-900", summary=SECRET)
    outcomes: list[str] = []

    def try_it() -> None:
        try:
            erase(author)
            outcomes.append("erased")
        except NotPossible:
            outcomes.append("nothing left")

    at_once(try_it, try_it)
    assert sorted(outcomes) == ["erased", "nothing left"]
    assert (Revision.objects.count(), AuditEntry.objects.count()) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_a_save_during_an_erasure_does_not_bring_the_words_back() -> None:
    author = factories.user("admin")
    factories.saved("KF-900", summary=SECRET)
    outcomes: list[str] = []

    def change() -> None:
        story = msgspec.structs.replace(stories.current(ref="KF-900"), title="Other")
        try:
            stories.save(story=story, based_on=1, origin="catalogue", now=LATER)
            outcomes.append("saved")
        except Outdated:
            outcomes.append("outdated")

    at_once(partial(erase, author), change)
    assert outcomes in (["saved"], ["outdated"])
    assert not tables_with(SECRET)
