"""What somebody decides about candidates, and what later runs leave of it."""

from datetime import timedelta
from uuid import UUID

import pytest

from incidents.domain import drafts, feeds, stories
from incidents.errors import DomainError, NotPossible, Refused
from incidents.feeds.received import Received
from incidents.models import Candidate, Draft, Feed, FeedEntry, Incident, User
from incidents.stories.document import Fix, Source
from tests import factories
from tests.factories import NOW
from tests.threads import at_once

LATER = NOW + timedelta(hours=1)
FOG = (
    "* [Fog at night - Lock Labs - blog post 2019-06](https://lock.example/fog)\n"
    "    * involved: `fog`, Ropes\n    * impact: late ships\n"
)
TIDE = "* [The tide turned - Quay Works - blog post 2019](https://quay.example/tide)\n"
KEY = UUID(int=7)


def bring(text: str, *, name: str = "Ships", days: int = 0) -> dict[str, int]:
    now = NOW + timedelta(days=days)
    feed = Feed.objects.filter(name=name).first() or feeds.named(name=name, kind="k8s-af", now=NOW)
    run = feeds.begin(feed=feed, trigger="command", now=now)
    counts: dict[str, int] = feeds.take(
        run=run, received=Received(data=text.encode()), clock=lambda: now
    ).counts
    return counts


def candidate(title: str = "Fog at night") -> Candidate:
    return Candidate.objects.select_related("decided_by").get(title=title)


def urls(ref: str) -> list[str | None]:
    return [source.url for source in stories.current(ref=ref).sources]


def taken_back(by: User) -> None:
    held = candidate()
    assert held.decided_at
    feeds.take_back(candidate=held, decided_at=held.decided_at, actor=by, now=LATER)


@pytest.fixture
def edith(transactional_db: None) -> User:
    bring(FOG + TIDE)
    return factories.user("edith", role="editor")


def attach(ref: str, by: User) -> Incident:
    return feeds.attach(candidate=candidate(), ref=ref, actor=by, now=LATER)


def test_attaching_adds_a_source_to_the_story(edith: User) -> None:
    factories.saved("KF-1")
    attach("KF-1", edith)
    (source,) = stories.current(ref="KF-1").sources
    assert (source.url, source.title, source.publisher) == (
        "https://lock.example/fog",
        "Fog at night",
        "Lock Labs",
    )
    assert Incident.objects.get(ref="KF-1").revision.author == edith
    held = candidate()
    assert (held.state, held.decided_by, held.decided_at, held.cited_as) == (
        "attached",
        edith,
        LATER,
        source.id,
    )


def test_what_is_attached_stays_attached_through_later_runs(edith: User) -> None:
    factories.saved("KF-1")
    attach("KF-1", edith)
    assert bring(FOG + TIDE, days=1) == {"attached": 1, "unchanged": 1}
    assert bring(FOG + TIDE, days=2) == {"unchanged": 2}
    assert (candidate().state, candidate().decided_by) == ("attached", edith)


def test_a_run_that_compared_before_the_decision_does_not_undo_it(edith: User) -> None:
    from incidents.domain.feeds import applying, planning
    from incidents.feeds.parsing import parse

    feed = Feed.objects.get()
    changed = FOG.replace("Ropes", "chains") + TIDE
    plan = planning.plan(feed=feed, kind=feed.kind, parsed=parse(feed.kind, Received(data=changed.encode())))
    factories.saved("KF-1")
    attach("KF-1", edith)
    run = feeds.begin(feed=feed, trigger="command", now=LATER)
    applying.apply(run=run, items=plan.items, first=0, now=LATER)
    assert candidate().state == "attached"


def test_a_story_that_cites_it_already_is_not_changed(edith: User) -> None:
    cited = Source(title="Fog", kind="article", url="http://www.lock.example/fog?utm_source=x")
    factories.saved("KF-1", sources=(cited,))
    attach("KF-1", edith)
    assert Incident.objects.get(ref="KF-1").revision_number == 1
    taken_back(edith)
    assert urls("KF-1") == [cited.url]


def test_taking_back_removes_the_source_that_was_added_and_no_other(edith: User) -> None:
    own = Source(title="Own", kind="article", url="https://own.example/1")
    factories.saved("KF-1", sources=(own,))
    attach("KF-1", edith)
    taken_back(edith)
    assert urls("KF-1") == [own.url]
    held = candidate()
    assert (held.state, held.decided_by, held.incident, held.cited_as) == ("waiting", None, None, "")
    assert bring(FOG + TIDE, days=1) == {"unchanged": 2}


def test_a_source_that_the_story_refers_to_meanwhile_is_not_taken_away(edith: User) -> None:
    factories.saved("KF-1")
    attach("KF-1", edith)
    sources = stories.current(ref="KF-1").sources
    fix = Fix(id="x1", phase="remediation", outcome="worked", text="Wait", sources=(sources[0].id,))
    factories.changed("KF-1", sources=sources, fixes=(fix,))
    with pytest.raises(Refused):
        taken_back(edith)
    assert (candidate().state, len(urls("KF-1"))) == ("attached", 1)


@pytest.mark.parametrize(
    "fields", [{"visibility": "people"}, {"status": "merged"}, {"ref": "KF-2"}], ids=("hidden", "ended", "no")
)
def test_it_is_attached_to_stories_alone_that_every_editor_may_change(
    edith: User, fields: dict[str, str]
) -> None:
    relations = {}
    if fields.get("status"):
        from incidents.stories.document import Relation

        factories.saved("KF-9")
        relations = {"relations": (Relation(type="duplicate_of", to="KF-9"),)}
    factories.saved(**{"ref": "KF-1"} | fields | relations)
    with pytest.raises(Refused) as caught:
        attach("KF-1", edith)
    assert caught.value.faults[0].message == "KF-1 is no story that every editor may see and change"
    assert candidate().state == "waiting"


def test_a_draft_begins_with_what_feeds_say(edith: User) -> None:
    draft = feeds.make_draft(candidate=candidate(), actor=edith, key=KEY, now=LATER)
    document = drafts.typed_document(draft)
    assert (document["title"], document["kind"]) == ("Fog at night", "incident")
    assert document["organisations"][0]["name"] == "Lock Labs"
    assert (document["sources"][0]["url"], document["sources"][0]["published"]) == (
        "https://lock.example/fog",
        "2019-06",
    )
    assert "Involved: fog, Ropes\nImpact: late ships" in draft.content["notes"]
    assert (candidate().state, candidate().draft, candidate().decided_by) == ("drafted", draft, edith)


def test_a_draft_of_what_no_feed_lists_any_more_has_its_title(edith: User) -> None:
    FeedEntry.objects.all().delete()
    draft = feeds.make_draft(candidate=candidate(), actor=edith, key=KEY, now=LATER)
    assert draft.content["title"] == "Fog at night"
    with pytest.raises(Refused, match="no entry has an address"):
        feeds.attach(
            candidate=candidate("The tide turned"),
            ref=factories.saved("KF-1").incident.ref,
            actor=edith,
            now=LATER,
        )


def test_a_story_that_is_published_from_the_draft_settles_the_candidate(edith: User) -> None:
    draft = feeds.make_draft(candidate=candidate(), actor=edith, key=KEY, now=LATER)
    drafts.publish(draft=draft, author=edith, prefix="INC", now=LATER)
    assert bring(FOG + TIDE, days=1)["attached"] == 1
    assert (candidate().state, candidate().draft) == ("attached", None)


def test_taking_a_draft_back_discards_ones_own_and_leaves_that_of_others(edith: User) -> None:
    feeds.make_draft(candidate=candidate(), actor=edith, key=KEY, now=LATER)
    taken_back(factories.user("otto", role="editor"))
    assert candidate().state == "waiting"
    assert Draft.objects.open().filter(key=KEY).exists()
    feeds.make_draft(candidate=candidate(), actor=edith, key=UUID(int=8), now=LATER)
    taken_back(edith)
    assert not Draft.objects.open().filter(key=UUID(int=8)).exists()


def test_what_is_rejected_says_why_and_stays_rejected(edith: User) -> None:
    feeds.reject(candidate=candidate(), reason=" No failure. ", actor=edith, now=LATER)
    bring(FOG.replace("Ropes", "chains") + TIDE, days=1)
    bring(FOG, name="Boats", days=1)
    held = candidate()
    assert (held.state, held.reason, held.decided_by) == ("rejected", "No failure.", edith)
    taken_back(edith)
    assert candidate().state == "waiting"


@pytest.mark.parametrize("reason", ["", " \n", "a" * 5_000, "a\0b"])
def test_a_reason_is_needed(edith: User, reason: str) -> None:
    with pytest.raises(Refused):
        feeds.reject(candidate=candidate(), reason=reason, actor=edith, now=LATER)
    assert candidate().state == "waiting"


def test_several_are_rejected_but_those_that_somebody_has_decided_about(edith: User) -> None:
    factories.saved("KF-1")
    attach("KF-1", edith)
    keys = [*Candidate.objects.values_list("pk", flat=True), 0]
    assert feeds.reject_all(candidates=keys, reason="No.", actor=edith, now=LATER) == 1
    assert (candidate().state, candidate("The tide turned").state) == ("attached", "rejected")


def test_nobody_takes_back_another_decision_than_she_saw(edith: User) -> None:
    feeds.reject(candidate=candidate(), reason="No.", actor=edith, now=LATER)
    seen = candidate()
    taken_back(edith)
    with pytest.raises(NotPossible, match="waits already"):
        feeds.take_back(candidate=seen, decided_at=LATER, actor=edith, now=LATER)
    again = LATER + timedelta(minutes=1)
    feeds.reject(candidate=candidate(), reason="Still no.", actor=edith, now=again)
    with pytest.raises(NotPossible, match="Something else was decided meanwhile"):
        feeds.take_back(candidate=seen, decided_at=LATER, actor=edith, now=again)


def test_what_a_run_has_settled_is_not_taken_back(edith: User) -> None:
    factories.saved("KF-1", sources=(Source(title="Fog", kind="article", url="https://lock.example/fog"),))
    bring(FOG + TIDE, days=1)
    with pytest.raises(NotPossible, match="A story cites it"):
        taken_back(edith)


def test_of_two_editors_who_decide_at_once_one_wins_and_the_other_is_told(edith: User) -> None:
    factories.saved("KF-1")
    otto, found, told = factories.user("otto", role="editor"), candidate(), []

    def attaching() -> None:
        try:
            feeds.attach(candidate=found, ref="KF-1", actor=edith, now=LATER)
        except DomainError as problem:
            told.append(problem.message)

    def rejecting() -> None:
        try:
            feeds.reject(candidate=found, reason="No.", actor=otto, now=LATER)
        except DomainError as problem:
            told.append(problem.message)

    at_once(attaching, rejecting)
    (message,) = told
    held = candidate()
    assert message.startswith("Somebody was faster. It was")
    assert str(held.decided_by) in message
    assert len(urls("KF-1")) == (1 if held.state == "attached" else 0)
