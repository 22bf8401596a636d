from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from incidents.domain import drafts
from incidents.models import (
    Candidate,
    EntryWord,
    Feed,
    FeedEntry,
    FeedRun,
    FeedSnapshot,
    RunItem,
)
from tests import factories
from tests.factories import NOW
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db
DIGEST = "0" * 64
REJECTED = {"state": "rejected", "decided_at": NOW}
BEFORE = NOW - timedelta(seconds=1)


def feed(slug: str = "ships", **fields: Any) -> Feed:
    given: dict[str, Any] = {"name": slug, "slug": slug, "kind": "k8s-af", "created_at": NOW}
    return Feed.objects.create(**given | fields)


def run(of: Feed, number: int = 1, **fields: Any) -> FeedRun:
    given: dict[str, Any] = {"trigger": "command", "started_at": NOW, "state": "done", "ended_at": NOW}
    return FeedRun.objects.create(feed=of, number=number, **given | fields)


def entry(of: Feed, **fields: Any) -> FeedEntry:
    given: dict[str, Any] = {"title": "Fog", "found": {}, "digest": DIGEST}
    return FeedEntry.objects.create(feed=of, first_seen_at=NOW, **given | {"changed_at": NOW} | fields)


def item(of: FeedRun, **fields: Any) -> RunItem:
    given: dict[str, Any] = {"position": 0, "outcome": "failed", "note": "It cannot be read."}
    return RunItem.objects.create(run=of, **given | fields)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("feed_kind_is_known", {"kind": "gopher"}),
        ("feed_without_address_is_never_due", {"next_run_at": NOW}),
        ("feed_interval_is_possible", {"interval_minutes": 1}),
        ("feed_interval_is_possible", {"interval_minutes": 50_000}),
    ],
)
def test_feeds_that_cannot_be(constraint: str, fields: dict[str, Any]) -> None:
    with refused_by(constraint):
        feed(**fields)


def test_one_feed_for_an_address() -> None:
    feed("none")
    feed("none-again")
    feed("first", address="https://lock.example/list", folder="data/")
    feed("other-folder", address="https://lock.example/list")
    with refused_by("feed_address_is_unique"):
        feed("again", address="https://lock.example/list")


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("feed_run_state_is_known", {"state": "asleep"}),
        ("feed_run_stage_is_known", {"stage": "dreaming"}),
        ("feed_run_trigger_is_known", {"trigger": "moon"}),
        ("feed_run_ends_once", {"state": "done", "ended_at": None}),
        ("feed_run_ends_once", {"state": "running"}),
        ("feed_run_ends_once", {"leased_until": NOW}),
        ("feed_run_ends_after_it_began", {"ended_at": BEFORE}),
        ("feed_run_does_no_more_than_all", {"done": 2, "total": 1}),
        ("feed_run_says_why_it_ended", {"state": "halted"}),
    ],
)
def test_runs_that_cannot_be(constraint: str, fields: dict[str, Any]) -> None:
    with refused_by(constraint):
        run(feed(), **fields)


def test_one_run_of_a_feed_at_once() -> None:
    going = {"state": "running", "ended_at": None, "leased_until": NOW}
    ships = feed()
    run(ships)
    run(ships, 2, **going)
    run(feed("boats"), 2, **going)
    with refused_by("feed_run_is_alone_in_its_feed"):
        run(ships, 3, **going)
    waits = {"state": "waiting", "ended_at": None}
    run(ships, 4, **waits)
    with refused_by("feed_run_waits_alone_in_its_feed"):
        run(ships, 5, **waits)
    with refused_by("feed_run_number_is_unique"):
        run(ships, 2)


def test_a_state_is_kept_once() -> None:
    kept = {"feed": feed(), "data": b"fog", "taken_at": NOW}
    FeedSnapshot.objects.create(digest=DIGEST, **kept)
    with refused_by("feed_snapshot_is_kept_once"):
        FeedSnapshot.objects.create(digest=DIGEST, **kept)
    with refused_by("feed_snapshot_digest_is_sha256"):
        FeedSnapshot.objects.create(digest="fog", **kept)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("run_item_match_is_known", {"matched_by": "smell"}),
        ("run_item_left_out_says_why", {"note": ""}),
        ("run_item_is_of_an_entry_or_left_out", {"outcome": "created"}),
    ],
)
def test_items_that_cannot_be(constraint: str, fields: dict[str, Any]) -> None:
    with refused_by(constraint):
        item(run(feed()), **fields)


def test_items_have_outcomes_and_places_of_their_own() -> None:
    of = run(feed())
    item(of)
    with refused_by("run_item_outcome_is_known"):
        item(of, position=1, entry=entry(of.feed), outcome="lucky")
    with refused_by("run_item_position_is_unique_in_run"):
        item(of)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("feed_entry_digest_is_sha256", {"digest": "fog"}),
        ("feed_entry_changes_after_it_came", {"changed_at": BEFORE}),
        ("feed_entry_goes_after_it_came", {"missing_since": BEFORE}),
    ],
)
def test_entries_that_cannot_be(constraint: str, fields: dict[str, Any]) -> None:
    with refused_by(constraint):
        entry(feed(), **fields)


def test_words_of_an_entry() -> None:
    word = {"entry": entry(feed()), "position": 0, "text": "Fog", "key": "fog"}
    EntryWord.objects.create(role="involved", **word)
    EntryWord.objects.create(role="impact", **word)
    with refused_by("entry_word_position_is_unique_in_entry"):
        EntryWord.objects.create(role="impact", **word)
    with refused_by("entry_word_role_is_known"):
        EntryWord.objects.create(role="colour", **word)
    with refused_by("entry_word_is_there"):
        EntryWord.objects.create(role="impact", **word | {"key": "", "position": 1})


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("candidate_state_is_known", {"state": "lost", "decided_at": NOW}),
        ("candidate_waits_until_it_is_decided", {"reason": "No."}),
        ("candidate_waits_until_it_is_decided", {"decided_at": NOW}),
        ("candidate_waits_until_it_is_decided", {"state": "attached"}),
        ("candidate_decided_after_it_came", {"state": "attached", "decided_at": BEFORE}),
        ("candidate_rejected_by_somebody_with_a_reason", REJECTED | {"reason": "No."}),
        ("candidate_drafted_by_somebody", {"state": "drafted", "decided_at": NOW}),
        ("candidate_attached_alone_names_a_story", {"cited_as": "r1"}),
    ],
)  # fmt: skip
def test_candidates_that_cannot_be(constraint: str, fields: dict[str, Any]) -> None:
    with refused_by(constraint):
        Candidate.objects.create(title="Fog", created_at=NOW, **fields)


def test_a_candidate_is_rejected_with_a_reason() -> None:
    decided = {"state": "rejected", "decided_at": NOW, "decided_by": factories.user()}
    with refused_by("candidate_rejected_by_somebody_with_a_reason"):
        Candidate.objects.create(title="Fog", created_at=NOW, **decided)


def test_only_a_candidate_that_is_drafted_has_a_draft() -> None:
    draft = drafts.start(author=factories.user(), key=UUID(int=1), content={}, now=NOW)
    with refused_by("candidate_drafted_alone_names_a_draft"):
        Candidate.objects.create(title="Fog", created_at=NOW, draft=draft)
    decided = {"state": "drafted", "decided_at": NOW, "decided_by": draft.author}
    Candidate.objects.create(title="Fog", created_at=NOW, draft=draft, **decided)
