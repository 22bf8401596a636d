"""A list that is imported again and again, in states that its keeper made of it."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from incidents.domain import feeds
from incidents.domain.feeds import importing, runs
from incidents.errors import NotReady
from incidents.feeds.parsing import parse
from incidents.feeds.received import Received
from incidents.models import Candidate, CandidateAddress, EntryWord, Feed, FeedEntry, FeedRun, Incident
from incidents.stories.document import Source
from tests import factories
from tests.factories import NOW
from tests.feeds import states

pytestmark = pytest.mark.django_db
FOG = (
    "* [Fog at night - Lock Labs - blog post 2019](https://lock.example/fog)\n    * involved: `fog`, Ropes\n"
)
TIDE = (
    "* [The tide turned - Quay Works - blog post 2019](https://quay.example/tide)\n    * impact: late ships\n"
)
MAST = "* [A mast came down - Quay Works - blog post 2018](https://quay.example/mast)\n"
MORE = "".join(f"* [Harbour {n} - Moorings - blog post 2018](https://moor.example/{n})\n" for n in range(9))


@pytest.fixture
def feed() -> Feed:
    return feeds.named(name="Ships", kind="k8s-af", now=NOW)


def bring(feed: Feed, text: str | bytes, *, days: int = 0) -> FeedRun:
    now = NOW + timedelta(days=days)
    run = feeds.begin(feed=feed, trigger="command", now=now)
    data = text.encode() if isinstance(text, str) else text
    return feeds.take(run=run, received=Received(data=data), clock=lambda: now)


def candidates() -> dict[str, str]:
    return dict(Candidate.objects.values_list("title", "state"))


def outcomes(run: FeedRun) -> dict[str, str]:
    return dict(run.items.values_list("title", "outcome"))


def everything() -> list[object]:
    """All rows that a run leaves, without those that tell of runs."""
    return [
        list(
            FeedEntry.objects.order_by("title", "pk").values_list(
                "title", "digest", "source", "missing_since"
            )
        ),
        list(Candidate.objects.order_by("title", "pk").values_list("title", "state")),
        sorted(CandidateAddress.objects.values_list("canonical", "locator", "candidate__title")),
        sorted(EntryWord.objects.values_list("entry__title", "role", "position", "text")),
    ]


def test_what_no_story_cites_becomes_a_candidate(feed):
    run = bring(feed, FOG + TIDE)
    assert (run.state, run.counts, run.done, run.total) == ("done", {"created": 2}, 2, 2)
    assert candidates() == {"Fog at night": "waiting", "The tide turned": "waiting"}
    assert Incident.objects.count() == 0


def test_the_same_state_again_changes_nothing(feed):
    bring(feed, FOG + TIDE)
    before = everything()
    run = bring(feed, FOG + TIDE, days=1)
    assert run.counts == {"unchanged": 2}
    assert everything() == before
    assert feed.snapshots.count() == 1


def test_an_entry_of_a_source_that_stories_cite_is_attached_to_it(feed):
    cited = (Source(title="Fog", kind="article", url="http://www.lock.example/fog?utm_source=x"),)
    for ref in ("KF-1", "KF-2"):
        factories.saved(ref, sources=cited)
    run = bring(feed, FOG + TIDE)
    assert outcomes(run) == {"Fog at night": "attached", "The tide turned": "created"}
    entry = FeedEntry.objects.get(title="Fog at night")
    assert entry.source.citations.count() == 2
    assert entry.candidate is None
    assert candidates() == {"The tide turned": "waiting"}


def test_a_source_that_only_a_closed_story_cites_is_not_known(feed):
    cited = (Source(title="Fog", kind="article", url="https://lock.example/fog"),)
    factories.saved("KF-1", sources=cited, visibility="people")
    assert bring(feed, FOG).counts == {"created": 1}


def test_a_candidate_whose_source_a_story_cites_by_now_waits_no_longer(feed):
    bring(feed, FOG + TIDE)
    factories.saved("KF-1", sources=(Source(title="Fog", kind="article", url="https://lock.example/fog"),))
    assert bring(feed, FOG + TIDE, days=1).counts == {"attached": 1, "unchanged": 1}
    assert candidates() == {"Fog at night": "attached", "The tide turned": "waiting"}
    assert bring(feed, FOG + TIDE, days=2).counts == {"unchanged": 2}


def test_a_candidate_waits_again_if_no_story_cites_its_source_any_more(feed):
    cited = (Source(title="Fog", kind="article", url="https://lock.example/fog"),)
    factories.saved("KF-1", sources=cited)
    bring(feed, FOG)
    factories.changed("KF-1", sources=())
    run = bring(feed, FOG, days=1)
    assert outcomes(run) == {"Fog at night": "updated"}
    assert candidates() == {"Fog at night": "waiting"}
    factories.saved("KF-2", sources=cited)
    bring(feed, FOG, days=2)
    assert candidates() == {"Fog at night": "attached"}
    factories.changed("KF-2", sources=())
    bring(feed, FOG, days=3)
    assert candidates() == {"Fog at night": "waiting"}


def test_an_edit_is_recognised_with_the_fields_that_changed(feed):
    bring(feed, FOG + TIDE)
    run = bring(feed, FOG.replace("Ropes", "ropes, chains").replace("at night", "by night") + TIDE, days=1)
    item = run.items.get(outcome="updated")
    assert (item.matched_by, item.changes) == ("address", ["terms_raw", "title", "title_raw"])
    words = EntryWord.objects.filter(entry=item.entry).order_by("position").values_list("text", flat=True)
    assert list(words) == ["fog", "ropes", "chains"]
    assert FeedEntry.objects.count() == Candidate.objects.count() == 2


def test_an_entry_that_moved_to_another_address_is_the_same(feed):
    bring(feed, FOG + TIDE)
    run = bring(feed, FOG.replace("lock.example/fog", "labs.example/fog") + TIDE, days=1)
    assert outcomes(run) == {"Fog at night": "moved", "The tide turned": "unchanged"}
    places = CandidateAddress.objects.filter(candidate__title="Fog at night").order_by("pk")
    assert [one.canonical for one in places] == ["https://lock.example/fog", "https://labs.example/fog"]


def test_a_new_entry_with_the_title_of_another_one_does_not_take_its_place(feed):
    bring(feed, FOG)
    again = FOG.replace("lock.example/fog", "labs.example/fog")
    assert bring(feed, again + FOG, days=1).counts == {"suggested": 1, "unchanged": 1}


def test_what_vanishes_is_marked_and_not_deleted_and_may_return(feed):
    bring(feed, FOG + MORE)
    run = bring(feed, MORE, days=1)
    assert (run.state, run.counts) == ("done", {"missing": 1, "unchanged": 9})
    assert FeedEntry.objects.get(title="Fog at night").missing_since == NOW + timedelta(days=1)
    assert bring(feed, MORE, days=2).counts == {"unchanged": 9}
    assert bring(feed, FOG + MORE, days=3).counts == {"returned": 1, "unchanged": 9}
    assert FeedEntry.objects.listed().count() == Candidate.objects.count() == 10


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (FOG, "2 of 3 entries have vanished"),
        ("", "Nothing was found where 3 entries were"),
        (f"{FOG}".replace("* [", "moved: ["), "Nothing was found"),
        ("# Moved\n\nThe list has moved to [its new home](https://new.example/).\n", "https://new.example/"),
    ],
)
def test_a_list_of_which_too_much_is_gone_halts_the_run(feed, text, says):
    bring(feed, FOG + TIDE + MAST)
    before = everything()
    run = bring(feed, text, days=1)
    assert run.state == "halted"
    assert says in run.message
    assert everything() == before


def test_what_cannot_be_read_is_an_item_and_the_rest_goes_on(feed):
    run = bring(feed, f"{FOG}* Nobody knows where\n")
    assert run.counts == {"created": 1, "failed": 1}
    item = run.items.get(outcome="failed")
    assert (item.place, item.entry) == ("line 3", None)
    assert "has no address" in item.note


def test_two_feeds_share_a_candidate(feed):
    other = feeds.named(name="Boats", kind="k8s-af", now=NOW)
    bring(feed, FOG + TIDE)
    Candidate.objects.filter(title="Fog at night").update(
        state="rejected", reason="No failure.", decided_by=factories.user(), decided_at=NOW
    )
    run = bring(other, FOG.replace("Fog at night", "Fog") + MAST)
    assert outcomes(run) == {"Fog": "joined", "A mast came down": "created"}
    assert candidates() == {
        "Fog at night": "rejected",
        "The tide turned": "waiting",
        "A mast came down": "waiting",
    }


def test_what_is_rejected_stays_rejected_when_it_is_edited_or_moves(feed):
    bring(feed, FOG + TIDE)
    Candidate.objects.update(state="rejected", reason="No.", decided_by=factories.user(), decided_at=NOW)
    edited = FOG.replace("Ropes", "chains") + TIDE.replace("quay.example", "works.example")
    assert bring(feed, edited, days=1).counts == {"moved": 1, "updated": 1}
    assert set(candidates().values()) == {"rejected"}


def test_an_entry_like_another_one_is_suggested(feed):
    bring(feed, FOG)
    like = (
        FOG.replace("Fog at night", "Fog at night again").replace("/fog", "/again").replace("Labs", "Works")
    )
    run = bring(feed, FOG + like, days=1)
    item = run.items.get(outcome="suggested")
    assert "of the words of both titles are the same" in item.note


def test_a_dry_run_says_the_same_and_writes_nothing(feed):
    bring(feed, FOG + TIDE + MORE)
    before = everything()
    text = FOG.replace("night", "noon") + MAST + MORE
    plan = feeds.preview(kind="k8s-af", received=Received(data=text.encode()), feed=feed)
    assert everything() == before
    assert plan.counts == bring(feed, text, days=1).counts == {
        "created": 1, "missing": 1, "unchanged": 9, "updated": 1,
    }  # fmt: skip


def test_the_snapshot_is_what_came_to_the_byte(feed):
    data = FOG.encode("utf-16")
    run = bring(feed, data)
    assert bytes(run.snapshot.data) == data


def test_a_folder_is_kept_as_an_archive_that_reads_the_same():
    feed = feeds.named(name="Files", kind="front-matter", now=NOW)
    page = "---\nurl: https://lock.example/{0}\ntitle: Fog {0}\n---\n"
    files = {f"{n}.md": page.format(n).encode() for n in range(3)}
    run = feeds.begin(feed=feed, trigger="command", now=NOW)
    feeds.take(run=run, received=Received(data=files), clock=lambda: NOW)
    assert run.items.filter(outcome="created").count() == 3
    again = bring(feed, bytes(FeedRun.objects.get().snapshot.data), days=1)
    assert again.counts == {"unchanged": 3}
    assert feed.snapshots.count() == 1


def test_nul_in_a_text_is_kept_out_of_the_database():
    feed = feeds.named(name="Json", kind="json-feed", now=NOW)
    item = '{"id": "1", "title": "F\\u0000og fails", "url": "https://a.example/1"}'
    text = f'{{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [{item}]}}'
    assert bring(feed, text).counts == {"created": 1}
    assert bring(feed, text, days=1).counts == {"unchanged": 1}


def test_two_runs_of_one_feed_are_not_possible_at_once(feed):
    feeds.begin(feed=feed, trigger="command", now=NOW)
    with pytest.raises(NotReady, match="Another run reads Ships") as busy:
        feeds.begin(feed=feed, trigger="command", now=NOW + runs.LEASE / 2)
    assert busy.value.wait == runs.LEASE.total_seconds() / 2


def test_a_run_that_lost_its_process_makes_room_and_writes_nothing_more(feed, monkeypatch):
    monkeypatch.setattr(importing, "AT_ONCE", 1)
    first = feeds.begin(feed=feed, trigger="command", now=NOW)
    times = iter([NOW] * 4 + [NOW + 2 * runs.LEASE] * 20)
    second: list[FeedRun] = []

    def clock():  # the process stands still after the first entry, and another one comes
        now = next(times)
        if now > NOW and not second:
            second.append(bring(feed, FOG + TIDE, days=1))
        return now

    feeds.take(run=first, received=Received(data=(FOG + TIDE).encode()), clock=clock)
    assert [(run.state, run.counts) for run in feed.runs.order_by("number")] == [
        ("lost", {"created": 1}),
        ("done", {"created": 1, "unchanged": 1}),
    ]
    assert FeedEntry.objects.count() == Candidate.objects.count() == 2


def test_a_run_that_is_cancelled_ends_before_its_next_step(feed, monkeypatch):
    monkeypatch.setattr(importing, "AT_ONCE", 1)
    run = feeds.begin(feed=feed, trigger="person", now=NOW)
    FeedRun.objects.update(is_cancelled=True)
    ended = feeds.take(run=run, received=Received(data=FOG.encode()), clock=lambda: NOW)
    assert (ended.state, ended.message) == ("cancelled", runs.CANCELLED)
    assert FeedEntry.objects.count() == 0


@pytest.mark.parametrize("folder", states.FOLDERS, ids=lambda path: path.name)
def test_states_of_a_list_in_their_order_lose_and_double_nothing(feed, folder: Path):
    for day, path in enumerate(states.of(folder)):
        data = path.read_bytes()
        number = len(parse("k8s-af", Received(data=data)).stories)
        assert bring(feed, data, days=2 * day).state == "done"
        assert FeedEntry.objects.listed().count() == number
        assert bring(feed, data, days=2 * day + 1).counts == {"unchanged": number}
    counts = Counter(Candidate.objects.values_list("addresses__canonical", flat=True))
    assert set(counts.values()) == {1}
