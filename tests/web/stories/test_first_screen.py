"""What the page of a story answers before anybody scrolls, and what it leaves unsaid."""

import gzip
from typing import Any

import pytest
from django.test import Client

from incidents.stories.document import (
    Check,
    Detection,
    Disagreement,
    Factor,
    Fix,
    Observation,
    Occurred,
    Party,
    Severity,
    Source,
    Symptom,
    Technology,
    TimelineEvent,
    Trigger,
)
from tests import factories
from tests.page import Part, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]


def shown(path: str = "/KF-900", **fields: Any) -> Part:
    """The page of a story with these fields; of the one that is there without."""
    if fields:
        factories.saved("KF-900", **fields)
    response = Client().get(path)
    assert response.status_code == 200
    return read(response.content.decode())


def block(page: Part, heading: str) -> Part:
    return page.section(heading)


def fix(anchor: str, outcome: Any, text: str = "A fix.") -> Fix:
    return Fix(id=anchor, phase="mitigation", outcome=outcome, text=text)


def factor(anchor: str, text: str = "A factor.", **fields: Any) -> Factor:
    return Factor(id=anchor, dimension="capacity", failure_mode="missing_limit", text=text, **fields)


def test_one_line_says_who_when_how_long_and_how_bad():
    page = shown(
        organisation="Zalando",
        occurred=Occurred(start="2019-05-21T10:00Z"),
        resolved_at="2019-05-21T12:30Z",
        severity=Severity(level="major", basis="inferred"),
    )
    (line, *_) = page.all("header")[-1].words("p")
    for words in ("KF-900", "Incident", "Zalando", "21 May 2019", "2 h 30 min", "major (our reading)"):
        assert words in line


def test_a_story_without_a_date_says_when_it_was_reported():
    sources = (
        Source(title="Later", kind="article", published="2020-01"),
        Source(title="First", kind="talk_video", published="2019-05"),
        Source(title="What it built on", kind="issue", published="2016-05-19", role="background"),
    )
    assert "reported in May 2019" in shown(sources=sources).text
    factories.changed("KF-900", sources=sources[2:])
    assert "reported on 19 May 2016" in shown().text


def test_what_you_would_see_begins_with_words_to_recognise():
    page = shown(
        symptoms=(
            Symptom(id="s1", kind="metric", text="Pods grow. And grow."),
            Symptom(id="s2", kind="log_line", text="It says so.", observable="\n  no route to host\nmore"),
        ),
        factors=(factor("f1"), factor("f2")),
    )
    seen = block(page, "What you would see")
    assert [item.split()[-1] for item in seen.words("li")] == ["s2", "s1"]
    assert seen.words("code") == ["no route to host"]
    assert "Pods grow. s1" in seen.text, "one sentence of each"
    assert "And grow." in page.at("s1").text, "and all of it below"


def test_why_names_the_main_factors_and_counts_the_others():
    factors = (factor("f1", "Ours.", basis="inferred"), *(factor(f"f{n}", f"Told {n}.") for n in range(2, 6)))
    why = block(shown(factors=factors), "Why")
    assert why.words("li") == ["Told 2. f2", "Told 3. f3", "Told 4. f4", "2 more"]
    assert "#factors" in why.addresses


def test_what_helped_comes_first_and_what_made_it_worse_is_marked():
    fixes = (fix("x1", "unknown"), fix("x2", "reverted"), fix("x3", "made_worse"), fix("x4", "worked"))
    helped = block(shown(fixes=fixes), "What helped")
    assert [item.split()[-1] for item in helped.words("li")] == ["x4", "x3", "x2", "x1"]
    assert "Result not known" in helped.words("li")[-1]


def test_what_is_only_planned_was_not_tried():
    page = shown(fixes=(fix("x1", "planned"), fix("x2", "planned")))
    assert "What is planned" in page.headings
    assert "What was tried" not in page.headings
    assert "in the order they were tried" not in page.text


def test_nothing_helped_as_far_as_is_told():
    page = shown(fixes=(fix("x1", "unknown"), fix("x2", "failed")))
    assert "What was tried" in page.headings
    assert "What helped" not in page.headings
    assert "Outcome unknown" not in page.text


def test_no_fix_is_an_answer():
    assert "No fix is known." in shown(fixes=(), no_fix_known=True).text


def test_checks_are_asked_with_their_commands():
    factories.saved("KF-901")
    checks = (
        Check(
            id="c2",
            question="Are Jobs piling up?",
            command="kubectl get jobs -A | tail -20",
            answer="Many of `one` name.",
            tells=("f1",),
            otherwise=("KF-901",),
        ),
        Check(id="c3", question="Does the graph climb?", look="The dashboard of pods"),
        Check(id="c1", question="Restart all?", command="kubectl rollout restart", changes=True),
    )
    first = block(shown(checks=checks), "Check first")
    assert [address for address in first.addresses if address[:2] == "#c"] == ["#c2", "#c3", "#c1"]
    assert "kubectl get jobs -A | tail -20" in first.words("code")
    assert {"#f1", "/KF-901"} <= set(first.addresses)
    assert "The dashboard of pods" in first.text
    assert "Changes something" in first.text


def test_without_checks_there_is_no_place_for_them():
    assert "Check first" not in shown(summary="A story").headings


def test_what_is_unknown_is_not_said():
    page = shown(
        environment="unknown",
        trigger=Trigger(type="none"),
        detection=Detection(method="unknown"),
        severity=Severity(level="unknown"),
        sources=(),
    )
    words = page.text.lower()
    for unsaid in ("unknown", "not named", "not known", "not applicable", "noticed by", "set off by"):
        assert unsaid not in words
    assert "/stories/?trigger=none" not in page.addresses


def test_what_is_known_has_its_place():
    page = shown(
        detection=Detection(method="customer_report", alert_fired=False, gap_text="No alert for *that*."),
        technologies=(Technology(name="postgresql", affected_from="9.6", fixed_in="9.6.3"),),
        organisations=(Party(name="Harbour", role="affected"), Party(description="its bank", role="caused")),
        regions=("eu-west-1",),
        products=("Sign-in",),
        observations=(Observation(id="o1", kind="lucky", text="A snapshot was there."),),
        sources=(
            Source(id="r1", title="One", kind="article"),
            Source(id="r2", title="Two", kind="postmortem"),
        ),
        occurred=Occurred(start="2019-05-21T10:00Z"),
        detected_at="2019-05-21T10:04Z",
        disagreements=(Disagreement(of="detected_at", sources=("r2",), at="2019-05-21T10:20Z"),),
    )
    for words in ("no alert fired", "from 9.6, fixed in 9.6.3", "its bank", "eu-west-1", "Sign-in", "4 min"):
        assert words in page.text
    assert "A snapshot was there." in page.at("o1").text
    assert "Detected: r2 says 21 May 2019, 10:20 UTC" in page.at("sources").text
    assert "Two" in page.at("r2").text


def test_a_part_says_that_another_source_says_something_else():
    page = shown(
        timeline=(TimelineEvent(id="e1", phase="detect", text="An alert fires", at="2019-05-21T14:18Z"),),
        sources=(Source(id="r1", title="One", kind="book"), Source(id="r2", title="Two", kind="book")),
        disagreements=(Disagreement(of="e1", sources=("r2",), at="2019-05-21T14:16Z"),),
    )
    assert "otherwise according to r2" in page.at("e1").text


def test_every_link_within_the_page_leads_somewhere():
    events = tuple(TimelineEvent(id=f"e{n}", phase="start", text="a") for n in range(1, 12))
    page = shown(timeline=events, body="Words.")
    places = {part.attributes["id"] for part in page.all() if "id" in part.attributes}
    within = {address[1:] for address in page.addresses if address.startswith("#")}
    assert within - places == set()


def test_a_handout_leaves_out_what_is_folded():
    page = shown(summary="A story", sources=(Source(title="The talk", kind="talk_video"),))
    assert "The talk" in page.text
    assert "/KF-900?print=handout" in page.addresses
    handout = shown("/KF-900?print=handout")
    assert "The talk" not in handout.text
    assert not {"Related stories", "History and citing"} & set(handout.headings)
    assert "A story" in handout.text
    assert "/KF-900" in handout.addresses


def test_texts_of_any_direction_and_length_are_laid_out():
    page = shown(
        title="ط" * 300,
        factors=tuple(
            factor(f"f{n}", "لم تستجب الخدمة.", leads_to=(f"f{n % 299 + 1}",)) for n in range(1, 300)
        ),
        symptoms=(Symptom(id="s1", kind="metric", text="بطيء"),),
        language="ar",
    )
    (title,) = page.all("h1")
    assert title.attributes["dir"] == "auto"
    assert len(page.at("factors").all("li")) == 299
    assert "too many for a picture" in page.text


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_it_is_sent_compressed_to_whoever_takes_that(is_signed_in):
    factories.saved("KF-900", summary="A story")
    client = Client()
    if is_signed_in:
        client.force_login(factories.user(), backend="django.contrib.auth.backends.ModelBackend")
    packed = client.get("/KF-900", headers={"Accept-Encoding": "br, gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert b"A story" in gzip.decompress(packed.content)
    plain = client.get("/KF-900")
    assert "Content-Encoding" not in plain
    assert "Accept-Encoding" in plain["Vary"]
    assert len(plain.content) > 3 * len(packed.content)
