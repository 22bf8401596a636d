"""What two sides typed is put together part by part, and no part of either is lost."""

from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from incidents.stories.document import Story
from incidents.stories.drafting import Choice, Content, Merged, merged, of_document
from incidents.stories.reading import plain

WORDS = ("", "The queue", "A limit", "Nobody")


def put_together(base: Content, mine: Content, theirs: Content, **choices: Choice) -> Merged:
    chosen = {name.replace("__", "."): choice for name, choice in choices.items()}
    return merged(base=base, mine=mine, theirs=theirs, used={}, choices=chosen)


def factors(**texts: str) -> Content:
    return {"factors": [{"id": anchor, "text": text} for anchor, text in texts.items()]}


def shown(content: Content) -> dict[str, str]:
    return {row["id"]: row["text"] for row in content["factors"]}


def test_a_field_that_one_side_changed_is_taken() -> None:
    base = {"title": "T", "summary": "S", "keywords": "a\nb"}
    found = put_together(base, base | {"title": "Mine"}, base | {"summary": "Theirs", "keywords": "a\nb\n"})
    assert (found.content["title"], found.content["summary"]) == ("Mine", "Theirs")
    assert found.taken == ("Summary",)
    assert found.clashes == ()


def test_a_field_that_both_changed_is_chosen() -> None:
    sides = ({"title": "T"}, {"title": "Mine"}, {"title": "Theirs"})
    (clash,) = put_together(*sides).clashes
    assert (clash.name, clash.label, clash.mine, clash.theirs) == ("title", "Title", "Mine", "Theirs")
    assert put_together(*sides).content["title"] == "Mine"
    assert put_together(*sides, title="theirs").content["title"] == "Theirs"
    assert put_together(*sides, title="mine").content["title"] == "Mine"


def test_parts_follow_their_anchors_wherever_they_stand() -> None:
    base = factors(f1="One", f2="Two", f3="Three")
    mine = factors(f3="Three", f1="One, mine", f2="Two")
    theirs = factors(f1="One", f2="Two, theirs", f3="Three", f4="Four")
    found = put_together(base, mine, theirs)
    assert list(shown(found.content).items()) == [
        ("f3", "Three"),
        ("f4", "Four"),
        ("f1", "One, mine"),
        ("f2", "Two, theirs"),
    ]
    assert found.taken == ("Factor f4, added", "Factor f2: What had to be there")


def test_a_part_that_one_removed_and_the_other_changed_is_chosen() -> None:
    base, changed, removed = factors(f1="One", f2="Two"), factors(f1="One", f2="Changed"), factors(f1="One")
    (clash,) = put_together(base, changed, removed).clashes
    assert (clash.name, clash.mine, clash.theirs) == ("factors.f2", "What had to be there: Changed", "")
    assert shown(put_together(base, changed, removed, factors__f2="theirs").content) == {"f1": "One"}
    assert shown(put_together(base, removed, changed, factors__f2="theirs").content)["f2"] == "Changed"
    assert shown(put_together(base, removed, changed, factors__f2="mine").content) == {"f1": "One"}
    assert shown(put_together(base, removed, base).content) == {"f1": "One"}
    gone = put_together(base, base, removed)
    assert (shown(gone.content), gone.taken) == ({"f1": "One"}, ("Factor f2, removed",))


def test_new_parts_with_the_same_anchor_are_two_and_references_follow() -> None:
    mine = factors(f1="Mine") | {"takeaways": [{"id": "t1", "text": "T", "derived_from": "f1, x2"}]}
    found = put_together({}, mine, factors(f1="Theirs"))
    assert shown(found.content) == {"f1": "Theirs", "f2": "Mine"}
    assert found.content["takeaways"][0]["derived_from"] == "f2, x2"
    assert found.content["last"]["f"] == 2
    assert found.clashes == ()


def test_anchors_of_removed_parts_are_not_given_again() -> None:
    found = merged(base={}, mine=factors(f1="Mine"), theirs={}, used={"f": 3})
    assert shown(found.content) == {"f4": "Mine"}


def test_rows_without_anchors_are_chosen_as_one_list_and_both_can_be_kept() -> None:
    def relations(*refs: str) -> Content:
        return {"relations": [{"type": "similar", "to": ref} for ref in refs]}

    sides = (relations("KF-1"), relations("KF-1", "KF-2"), relations("KF-1", "KF-3"))
    (clash,) = put_together(*sides).clashes
    assert clash.is_list
    both = put_together(*sides, relations="both").content["relations"]
    assert [row["to"] for row in both] == ["KF-1", "KF-2", "KF-3"]
    assert put_together(sides[0], sides[0], sides[2]).content["relations"] == sides[2]["relations"]


def test_who_changed_nothing_gets_the_other_side(flood: Story) -> None:
    document = of_document(plain(flood))
    changed = document | {"title": "Changed", "symptoms": document["symptoms"][:1], "relations": []}
    for mine, theirs in ((document, changed), (changed, document)):
        found = put_together(document, mine, theirs)
        assert found.clashes == ()
        assert {name: found.content[name] for name in document} == changed


def sides() -> st.SearchStrategy[Content]:
    texts = st.sampled_from(WORDS)
    rows = st.dictionaries(st.sampled_from(["f1", "f2", "f3", "f4"]), texts, max_size=4)
    to = st.lists(st.sampled_from(["KF-1", "KF-2", "KF-3"]), max_size=2)
    return st.builds(
        lambda title, kept, stories, order: {
            "title": title,
            "factors": [{"id": key, "text": kept[key]} for key in sorted(kept, reverse=order)],
            "relations": [{"to": ref} for ref in stories],
        },
        *(texts, rows, to, st.booleans()),
    )


def parts(content: Content) -> Iterator[tuple[str, Any]]:
    yield "title", content["title"]
    yield from (("factors", row["text"]) for row in content["factors"])
    yield from (("relations", row["to"]) for row in content["relations"])


@given(sides(), sides(), sides())
def test_every_change_of_either_side_is_there_or_asked_for(
    base: Content, mine: Content, theirs: Content
) -> None:
    found = put_together(base, mine, theirs)
    known = set(parts(base))
    asked = "\n".join(f"{clash.mine}\n{clash.theirs}" for clash in found.clashes)
    there = set(parts(found.content))
    for side in (mine, theirs):
        for name, text in set(parts(side)) - known:
            assert (name, text) in there or text in asked


@given(sides(), sides(), sides())
def test_what_is_chosen_is_what_comes(base: Content, mine: Content, theirs: Content) -> None:
    clashes = put_together(base, mine, theirs).clashes
    names = [clash.name for clash in clashes]
    for choice, other in (("mine", mine), ("theirs", theirs)):
        found = merged(base=base, mine=mine, theirs=theirs, used={}, choices=dict.fromkeys(names, choice))
        assert found.clashes == clashes
        if "title" in names:
            assert found.content["title"] == other["title"]
        if "relations" in names:
            assert found.content["relations"] == other["relations"]


@given(sides(), sides())
def test_every_anchor_is_given_once(mine: Content, theirs: Content) -> None:
    anchors = [row["id"] for row in put_together({}, mine, theirs).content["factors"]]
    assert len(anchors) == len(set(anchors))
