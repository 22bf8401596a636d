"""Lines that stories have recorded, as signatures."""

import pytest

from incidents.rules.bundle import StoryDigest
from incidents.rules.match import literals
from incidents.rules.match.matcher import Matcher, prepare
from incidents.rules.record import Signature
from tests.rules.match.test_matcher import links, signature

LINE = "reactor core cold, 4711 rods stuck in pod web-6d4cf56db6-x2k9p"


def made(stories: list[StoryDigest], written: list[Signature]) -> list[Signature]:
    return literals.literals(stories, literals.specific_lines(stories, written))


def story(number: int, *lines: str) -> StoryDigest:
    parts = {"s1": "The reactor stops."}
    return StoryDigest(
        f"KF-{number}", f"Story {number}", "", parts=parts, observables={"s1": "\n".join(lines)}
    )


def test_a_recorded_line_leads_to_its_story() -> None:
    text = "I0512 reactor core cold, 9 rods stuck in pod web-5f969c7554-hz4bg\n"
    (match,) = Matcher([], [story(7, LINE)]).match(text).stories
    (reason,) = match.reasons

    assert (match.story.ref, match.confidence) == ("KF-7", "typical")
    assert reason.recognition.is_literal
    assert reason.recognition.signature.ref == "KF-7#s1"
    assert reason.recognition.signature.name == "line recorded in KF-7"
    assert reason.recognition.signature.message == "The reactor stops."
    assert [link.target for link in reason.links] == ["s1"]
    assert match.next_checks == ()


@pytest.mark.parametrize(
    ("recorded", "seen"),
    [
        ("request 17 of client a1b2c3d4e5f6 is lost", "request 4 of client 0f0f0f0f0f0f is lost"),
        (
            "at 2024-03-01T10:00:01.510Z the reactor core went cold",
            "at 2023-01-02T09:00:00Z the reactor core went cold",
        ),
        ("mask=0x14000c0(GFP_KERNEL) of reactor core", "mask=0xcc0(GFP_KERNEL) of reactor core"),
        ("reactor  core   went cold again", "reactor core went cold again"),
        ("reactor (core) [went] cold? again", "reactor (core) [went] cold? again"),
    ],
)
def test_what_differs_each_time_may_differ(recorded: str, seen: str) -> None:
    assert Matcher([], [story(7, recorded)]).match(seen).stories
    assert (
        Matcher([], [story(7, recorded)]).match(seen.replace("core", "door").replace("lost", "won")).stories
        == ()
    )


@pytest.mark.parametrize(
    "line",
    [
        "OOMKilled",
        "container_cpu_cfs_throttled_seconds_total",
        "1/2     CrashLoopBackOff",
        "connect: connection refused",
        'deployment "cpustress" successfully rolled out',
        "$ kubectl get pods --namespace reactor-core",
        "cat /proc/28019/wchan/of/some/process and more",
        "x" * literals.LONGEST_LINE + " core went cold",
    ],
)
def test_a_line_that_says_little_is_no_signature(line: str) -> None:
    assert made([story(7, line)], []) == []


def test_a_line_that_many_stories_have_tells_none_of_them() -> None:
    two = [story(number, LINE) for number in (1, 2)]
    assert [rule.ref for rule in made(two, [])] == ["KF-1#s1", "KF-2#s1"]
    assert made([*two, story(3, LINE.replace("4711", "12"))], []) == []


def test_a_line_that_a_signature_finds_is_left_to_it() -> None:
    ours = signature(pattern="rods stuck", stories=links("KF-7"), weight=3)
    assert made([story(7, LINE)], [ours]) == []
    assert made([story(8, LINE)], [ours])
    assert made([story(7, LINE)], [signature(pattern="rods", stories=links("KF-7"), weight=1)])
    assert made([story(8, LINE)], [signature(pattern="rods stuck", stories=links("KF-7"), min=3)]) == []


def test_lines_of_one_symptom_are_one_signature() -> None:
    both = story(7, LINE, "turbine number 2 refuses to spin down")
    (rule,) = made([both], [])

    (match,) = Matcher([], [both]).match(f"{LINE}\nturbine number 3 refuses to spin down\n").stories
    assert match.reasons[0].recognition.hits == 2
    assert rule.tests.bad == (LINE, "turbine number 2 refuses to spin down")


def test_what_was_prepared_changes_no_answer() -> None:
    rules, stories = [signature(pattern="rods stuck", stories=links("KF-8"))], [story(7, LINE), story(8)]
    text = f"first\n{LINE.replace('4711', '12')}\n"
    known = prepare(rules, stories)
    assert known.recorded.keys() == {"KF-7#s1"}
    found = Matcher(rules, stories, (), known).match(text)
    assert [match.story.ref for match in found.stories] == ["KF-7", "KF-8"]
    assert found == Matcher(rules, stories).match(text)
