"""Stories as a model reads them: how long they are, what they leave out, what can be quoted."""

import re

import pytest
from msgspec import json, structs

from incidents.cli import shipped
from incidents.mcp import story
from incidents.mcp.knowledge import Knowledge, ToolFailed
from incidents.rules.bundle import Attempt, Bundle, StoryCheck, StoryDigest
from incidents.stories.document import Check, Factor, Fix, Relation, Symptom, Withdrawal
from tests import factories

TOKENS = 1500
"""Of a story that is not asked for whole; a token has three characters or more in English."""
DIGEST = StoryDigest(
    "KF-900",
    "Runs pile up",
    "They did.",
    parts={"s1": "Many Jobs.", "f1": "Nothing forbade it."},
    observables={"s1": "jobs 412"},
    first_check=StoryCheck("How many Jobs are there?", "kubectl get jobs -A"),
    fixes=(Attempt("Forbid it.", "worked", "remediation"),),
    takeaways=("Say what may not overlap.",),
)


@pytest.fixture(scope="module")
def catalogue() -> Knowledge:
    return Knowledge(shipped.load(), documents=shipped.documents)


def known(*, digest: StoryDigest = DIGEST, **fields: object) -> Knowledge:
    document = factories.document(digest.ref, **fields)
    bundle = Bundle("https://soundings.example.org", stories=(digest,))
    return Knowledge(bundle, documents=lambda: {digest.ref: json.encode(document)})


def test_every_story_of_the_catalogue_fits(catalogue: Knowledge) -> None:
    tokens = {ref: len(story.brief(ref, catalogue)) / 3 for ref in catalogue.digests}
    assert len(tokens) == len(catalogue.digests) >= 136
    assert max(tokens.values()) <= TOKENS
    assert all(catalogue.story(ref) for ref in tokens)


def test_every_part_of_the_catalogue_can_be_quoted(catalogue: Knowledge) -> None:
    for ref in catalogue.digests:
        for symptom in catalogue.story(ref).symptoms:
            assert story.part(ref, symptom.id, catalogue).startswith(f"{ref}#{symptom.id}, of {ref}")
    assert "no DNS caching" in story.part("KF-16", "f2", catalogue)
    assert "no DNS caching" not in story.part("KF-16", "f1", catalogue)
    assert "no DNS caching" in story.whole("kf-16", catalogue)


def test_a_story_says_what_to_check_and_how_fixes_went(catalogue: Knowledge) -> None:
    text = story.brief("KF-16", catalogue)
    assert "- KF-16#c2 How much of its memory limit does cluster DNS use?" in text
    assert "\n    kubectl -n kube-system top pod -l k8s-app=kube-dns --containers\n" in text
    assert "- KF-16#x1 (mitigation) Result not known: The memory limit" in text
    assert "timeline (5), evidence (6)" in text


def test_the_longest_story_fits_and_no_command_is_cut() -> None:
    word = "lengthy " * 100
    command = "kubectl get pods " + "-n shop " * 60
    text = story.brief(
        "KF-900",
        known(
            digest=structs.replace(DIGEST, summary=word * 10, title=word.strip()[:490]),
            summary=word * 5,
            checks=tuple(Check(id=f"c{n}", question=word[:290], command=command) for n in range(1, 40)),
            symptoms=tuple(
                Symptom(id=f"s{n}", kind="log_line", text=word, observable=word) for n in range(1, 40)
            ),
            factors=tuple(
                Factor(id=f"f{n}", dimension="configuration", failure_mode="risky_default", text=word)
                for n in range(1, 40)
            ),
            fixes=tuple(
                Fix(id=f"x{n}", phase="mitigation", outcome="worked", text=word) for n in range(1, 40)
            ),
            relations=tuple(Relation(type="see_also", to=f"KF-{n}") for n in range(1, 40)),
        ),
    )
    assert len(text) / 3 <= TOKENS
    assert "kubectl" not in text
    assert re.search(r"^- 3\d more$", text, re.MULTILINE)
    assert "Not shown: " in text


def test_a_command_that_changes_something_and_a_withdrawn_story_say_so() -> None:
    check = Check(
        id="c1", question="Is it gone after a restart?", command="kubectl delete pod web", changes=True
    )
    withdrawal = Withdrawal(reason="It never happened.")
    text = story.brief("KF-900", known(checks=(check,), status="withdrawn", withdrawal=withdrawal))
    assert "- KF-900#c1 (CHANGES SOMETHING) Is it gone after a restart?" in text
    assert "WITHDRAWN, do not rely on it: It never happened." in text


def test_without_documents_a_story_is_its_digest() -> None:
    knowledge = Knowledge(Bundle("https://soundings.example.org", stories=(DIGEST,)))
    text = story.whole("KF-900", knowledge)
    assert text == story.brief("kf-900", knowledge)
    assert "- KF-900#s1 Many Jobs.\n    jobs 412\n" in text
    assert "- How many Jobs are there?\n    kubectl get jobs -A\n" in text
    assert "- (remediation) Worked: Forbid it." in text
    assert "This is a digest; the address above has the whole story." in text
    assert story.part("KF-900", "s1", knowledge).endswith("Many Jobs.\n\njobs 412\n")
    with pytest.raises(ToolFailed, match=r"KF-900 has no part 'x1'\. It has s1, f1\."):
        story.part("KF-900", "x1", knowledge)


def test_whole_stories_are_bounded() -> None:
    text = story.whole("KF-900", known(body="word " * 19_000))
    assert len(text) < story.MOST_WHOLE + 200
    assert "characters are left out" in text


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        ("KF-901", "There is no story KF-901 here. References like it: KF-900. The tool `find`"),
        ("etcd", "'etcd' is no reference of a story; one looks like KF-16"),
        ("x" * 10_000, "is no reference of a story"),
    ],
)
def test_an_unknown_story_says_what_to_ask(ref: str, message: str) -> None:
    with pytest.raises(ToolFailed, match=message) as failed:
        story.brief(ref, known())
    assert len(str(failed.value)) < 300
