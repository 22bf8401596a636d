"""Counts of facets against counting in Python, and stories that nobody else may know of."""

from collections import Counter
from collections.abc import Collection, Mapping
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.domain import search
from incidents.domain.search import Query, facets
from incidents.models import SearchEntry, Team, Term
from incidents.models.reader import ANYBODY, Reader
from incidents.stories.document import Factor, Impact, Occurred, Severity, Story, Trigger
from tests import factories

pytestmark = pytest.mark.django_db

COMPONENTS = ["workload/cronjob", "workload/job", "network/dns", "control-plane/etcd"]
MODES = ["memory_leak", "hang", "latency"]
EFFECTS = ["errors", "latency", "cost"]
SLUGS = {None: "unknown", "Tides": "tides", "Harbour & Sons": "harbour-sons"}
VALUES = {
    "component": ["workload", "network", "unknown", *COMPONENTS],
    "failure_mode": [*MODES, "unknown"],
    "effect": [*EFFECTS, "unknown"],
    "trigger": ["deploy", "unknown"],
    "organisation": list(SLUGS.values()),
    "kind": ["incident", "hazard"],
    "severity": ["major", "unknown"],
    "year": ["2019", "unknown", "1999"],
    "has_rule": ["yes", "no"],
}


def few(among: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(among), unique=True, max_size=3)


def factor(mode: str) -> Factor:
    return Factor(dimension="code", failure_mode=mode, text="It was so")


DOCUMENTS = st.fixed_dictionaries(
    {
        "status": st.just("draft"),
        "visibility": st.just("public"),
        "symptoms": st.just(()),
        "fixes": st.just(()),
        "takeaways": st.just(()),
        "components": few(COMPONENTS).map(tuple),
        "factors": few(MODES).map(lambda modes: tuple(map(factor, modes))),
        "impacts": few(EFFECTS).map(lambda effects: tuple(Impact(effect=effect) for effect in effects)),
        "trigger": st.sampled_from([None, Trigger(type="deploy")]),
        "organisation": st.sampled_from(list(SLUGS)),
        "kind": st.sampled_from(VALUES["kind"]),
        "severity": st.sampled_from([None, Severity(level="major")]),
        "occurred": st.sampled_from([Occurred(), Occurred(start="2019-05")]),
        "summary": st.sampled_from(["All was calm.", "A storm came."]),
    }
)
CHOICES = st.fixed_dictionaries(
    {},
    optional={
        facet: few([*values, *(f"-{value}" for value in values)]).map(tuple)
        for facet, values in VALUES.items()
    },
)


def values_of(story: Story) -> dict[str, set[str]]:
    above = {name.split("/")[0] for name in story.components}
    return {
        "component": {*story.components, *above} or {"unknown"},
        "failure_mode": {factor.failure_mode for factor in story.factors} or {"unknown"},
        "effect": {impact.effect for impact in story.impacts} or {"unknown"},
        "trigger": {story.trigger.type if story.trigger else "unknown"},
        "organisation": {SLUGS[story.organisation]},
        "kind": {story.kind},
        "severity": {story.severity.level if story.severity else "unknown"},
        "year": {story.occurred.start[:4] if story.occurred.start else "unknown"},
        "has_rule": {"no"},
        "environment": {story.environment},
        **{name: {"unknown"} for name in ("lasted", "technology", "scope", "detection", "region")},
    }


def fits(story: Story, chosen: Mapping[str, Collection[str]], all_of: Collection[str], without: str) -> bool:
    has = values_of(story)
    return all(
        _fits(has[facet], values, is_every=facet in all_of)
        for facet, values in chosen.items()
        if values and facet != without
    )


def _fits(has: set[str], values: Collection[str], *, is_every: bool) -> bool:
    wanted = {value for value in values if not value.startswith("-")}
    unwanted = {value[1:] for value in values if value.startswith("-")}
    if has & unwanted:
        return False
    return has >= wanted if is_every else not wanted or bool(has & wanted)


def counted_by_hand(
    stories: list[Story], chosen: Mapping[str, Collection[str]], all_of: Collection[str]
) -> dict[str, Counter[str]]:
    counts = {}
    for facet in facets.FACETS:
        without = "" if facet in all_of else facet
        shown = [story for story in stories if fits(story, chosen, all_of, without)]
        counts[facet] = Counter(value for story in shown for value in values_of(story)[facet])
    return counts


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    documents=st.lists(DOCUMENTS, min_size=1, max_size=6),
    chosen=CHOICES,
    all_of=few(["component", "failure_mode", "effect"]).map(frozenset),
    text=st.sampled_from(["", "storm"]),
)
def test_counts_are_those_of_counting_one_by_one(numbers, documents, chosen, all_of, text):
    editor = Reader.of(factories.user(f"editor-{next(numbers)}", role="editor"))
    saved = [factories.document(f"KF-{next(numbers)}", **fields) for fields in documents]
    saved = [
        factories.saved(story.ref, **fields) and story for story, fields in zip(saved, documents, strict=True)
    ]
    since = {story.ref for story in saved}
    query = Query(text=text, chosen=chosen, all_of=all_of, statuses=("draft",), sort="ref")
    try:
        results = search.find(reader=editor, query=query, limit=100)
    finally:
        hide(since)
    asked = [story for story in saved if not text or "storm" in (story.summary or "")]
    by_hand = counted_by_hand(asked, chosen, all_of)
    told = {
        facet.slug: {value.slug: value.count for value in facet.values if value.count}
        for facet in results.facets
    }
    assert told == by_hand
    assert {row.ref for row in results.rows} == {
        story.ref for story in asked if fits(story, chosen, all_of, "")
    }
    assert results.total == len(results.rows)


def hide(refs: Collection[str]) -> None:
    """Stories of one example are out of the way of the next."""
    SearchEntry.objects.filter(incident__ref__in=refs).update(status="imported")


@pytest.fixture
def numbers() -> count:
    return count(1)


def counts_of(slug: str, *, reader=ANYBODY, **fields) -> dict[str, int]:
    results = search.find(reader=reader, query=Query(**fields))
    (facet,) = [facet for facet in results.facets if facet.slug == slug]
    return {value.slug: value.count for value in facet.values}


def test_what_is_about_a_part_is_about_the_whole():
    factories.saved("KF-1", components=("workload/cronjob",))
    assert counts_of("component")["workload"] == 1
    assert counts_of("component", chosen={"component": ("workload",)})["workload/cronjob"] == 1


def test_what_is_unknown_can_be_asked_for():
    factories.saved("KF-1", organisation="Tides", occurred=Occurred(start="2019"))
    factories.saved("KF-2")
    for facet, known in (("organisation", "tides"), ("year", "2019")):
        assert counts_of(facet) == {known: 1, "unknown": 1}
        results = search.find(reader=ANYBODY, query=Query(chosen={facet: ("unknown",)}))
        assert [row.ref for row in results.rows] == ["KF-2"]
        both = search.find(reader=ANYBODY, query=Query(chosen={facet: ("unknown", known)}))
        assert both.total == 2


def test_a_choice_stays_in_sight_without_any_story():
    factories.saved("KF-1")
    assert counts_of("component", chosen={"component": ("storage/volumes",)})["storage/volumes"] == 0


def test_a_choice_without_any_story_keeps_its_name():
    Term.objects.create(facet="component", slug="network/dns", label="CoreDNS", description="", position=1)
    factories.saved("KF-1", organisation="Harbour & Sons")
    author = factories.user("author")
    factories.saved("KF-2", organisation="Tides Ltd", status="draft", author=author, origin="person")
    chosen = {
        "component": ("network/dns",),
        "organisation": ("harbour-sons", "tides-ltd"),
        "kind": ("hazard",),
    }
    results = search.find(reader=ANYBODY, query=Query(text="zzzz", chosen=chosen))
    names = {(facet.slug, value.slug): value.name for facet in results.facets for value in facet.values}
    assert names["component", "network/dns"] == "CoreDNS"
    assert names["organisation", "harbour-sons"] == "Harbour & Sons"
    assert names["organisation", "tides-ltd"] == "tides-ltd"  # told only where the reader may not look


def test_values_carry_the_names_people_read():
    factories.saved("KF-1", organisation="Harbour & Sons")
    Term.objects.create(
        facet="kind", slug="incident", label="Incident", description="It happened.", position=1
    )
    results = search.find(reader=ANYBODY, query=Query())
    names = {(facet.slug, value.slug): value.name for facet in results.facets for value in facet.values}
    assert names["organisation", "harbour-sons"] == "Harbour & Sons"
    assert names["kind", "incident"] == "Incident"
    assert names["year", "unknown"] == "unknown"


HIDDEN = {
    "draft": {"status": "draft"},
    "organisation": {"visibility": "organisation"},
    "team": {"visibility": "team"},
    "people": {"visibility": "people"},
}


@pytest.mark.parametrize("why", HIDDEN)
def test_a_hidden_story_is_nowhere(why):
    author, of_the_team = factories.user("author"), factories.user("mate")
    team = Team.objects.create(name="Deck", slug="deck")
    team.members.add(of_the_team)
    stranger, mate = Reader.of(factories.user("stranger")), Reader.of(of_the_team)
    fields = {"title": "Bilgewater", "components": ("storage/volumes",), **HIDDEN[why]}
    factories.saved("KF-1", author=author, origin="person", team=team if why == "team" else None, **fields)
    query = Query(text="bilgewater", statuses=())
    seen_by = {"organisation": [stranger, mate], "team": [mate]}.get(why, [])
    for reader in (ANYBODY, stranger, mate):
        results = search.find(reader=reader, query=query)
        there = reader in seen_by
        assert results.total == len(results.rows) == int(there)
        assert any(value.slug == "storage" for facet in results.facets for value in facet.values) == there
        near = search.find(reader=reader, query=Query(text="bilgewatr x", statuses=()))
        assert near.total == 0
        typo = search.find(reader=reader, query=Query(text="bilgewaterr", statuses=()))
        assert typo.suggestions == (("bilgewater",) if there else ())
    assert search.find(reader=Reader.of(author), query=query).total == 1
