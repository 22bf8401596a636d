"""What each tool answers, over a small bundle."""

import pytest

from incidents.mcp import tools
from incidents.mcp.knowledge import Knowledge, ToolFailed
from incidents.mcp.tools import TOOLS, ToolCall
from incidents.rules.bundle import Bundle, StoryDigest
from incidents.rules.deadline import Deadline, DeadlineExceeded, no_deadline
from incidents.rules.record import Mapping, NoDetectionReason
from tests import rule_factories

KNOWLEDGE = Knowledge(
    Bundle(
        "https://soundings.example.org",
        manifest_rules=(rule_factories.manifest_rule(),),
        alert_rules=(rule_factories.alert_rule("A-9", status="deprecated"),),
        signatures=(rule_factories.signature(),),
        mappings=(
            Mapping("checkov", "CKV_K8S_15", "KF-900", "contradicts", "It pulls at every start."),
            Mapping("trivy", "KSV-0001", "KF-900", "detects"),
        ),
        no_detection=(NoDetectionReason("KF-902", "It is a thought."),),
        stories=(
            StoryDigest("KF-900", "Runs pile up", "They did.", parts={"f1": "Nothing forbade it."}),
            StoryDigest("KF-901", "Nobody watches", "Nobody did."),
            StoryDigest("KF-902", "A thought", "Think."),
        ),
    )
)
ADDRESS = "https://soundings.example.org"


def ask(tool: str, /, deadline: Deadline = no_deadline, **arguments: object) -> str:
    return TOOLS[tool].answer(arguments, ToolCall(KNOWLEDGE, deadline))


def refused(tool: str, /, **arguments: object) -> str:
    with pytest.raises(ToolFailed) as failed:
        ask(tool, **arguments)
    return str(failed.value)


def test_find_says_what_was_seen_before_and_what_to_quote() -> None:
    (line,) = rule_factories.signature().tests.bad
    text = ask("find", text=f"some line\n{line}\n")
    assert text.startswith("**Seen before** (2 lines read)")
    assert f"{ADDRESS}/KF-900" in text
    signature = rule_factories.signature()
    (link,) = signature.stories
    quoted = f"KF-900#{link.target}" if link.target else "KF-900"
    assert text.endswith(f"**References to quote**\n\n- {quoted} (by {signature.ref})\n")


def test_find_says_that_it_guesses_or_that_all_is_well() -> None:
    assert "A guess by words: runs, pile." in ask("find", text="runs pile so high")
    healthy = "2026-11-30T10:00:00Z INFO request served in 3 ms\n" * 3
    assert ask("find", text=healthy).startswith("**No line here tells of a failure** (3 lines read)")


def test_find_of_a_reference_is_the_story() -> None:
    assert ask("find", text=" kf-900\n") == ask("story", ref="KF-900")


def test_find_masks_secrets() -> None:
    (line,) = rule_factories.signature().tests.bad
    assert "hunter2hunter2" not in ask("find", text=f"{line} password=hunter2hunter2")


def test_rules_for_lists_rules_and_checks_with_warnings() -> None:
    text = ask("rules_for", story="kf-900#f1")
    rule = rule_factories.manifest_rule()
    assert f"- {rule.ref} {rule.name} ({rule.level}, {rule.status}): " in text
    assert f"{ADDRESS}/rules/{rule.ref}" in text
    assert "- trivy KSV-0001: detects." in text
    assert "- checkov CKV_K8S_15: contradicts. BEWARE: obeying this check causes the failure again." in text
    assert "No rule of Soundings is about it." in ask("rules_for", story="KF-901")
    assert "No detection makes sense: It is a thought." in ask("rules_for", story="KF-902")


def test_lint_says_its_sum_first_and_the_story_of_each_finding() -> None:
    text = ask("lint", yaml=rule_factories.BAD)
    assert text.startswith("1 finding (1 high) in 1 object of 1 file, checked by 1 rule.\n\nmanifests.yaml\n")
    assert f"Why: KF-900 Runs pile up {ADDRESS}/KF-900" in text
    assert ask("lint", yaml=rule_factories.BAD, level="critical").startswith("0 findings")


def test_lint_is_no_all_clear_where_nothing_was_checked() -> None:
    assert "this is no all-clear" in refused("lint", yaml="replicas: 3\n")
    assert "1 could not be checked" in ask("lint", yaml="kind: CronJob\n  spec: [\n")

    def over() -> None:
        raise DeadlineExceeded

    assert "could not be checked" in ask("lint", over, yaml=rule_factories.BAD)


def test_resolve_knows_tools_and_checks_in_any_case() -> None:
    text = ask("resolve", tool=" Checkov ", rule="ckv_k8s_15")
    assert text.startswith("checkov CKV_K8S_15 is about 1 story.\n- KF-900 Runs pile up\n")
    assert "BEWARE" in text
    assert "KF-900" in ask("resolve", tool="soundings", rule=rule_factories.manifest_rule().ref)
    unknown = ask("resolve", tool="checkov", rule="CKV_K8S_16")
    assert unknown.startswith("No story is about CKV_K8S_16 of checkov; that says nothing about the check.")
    assert unknown.endswith("Names like it: CKV_K8S_15.\n")
    assert refused("resolve", tool="chekov", rule="x").endswith("Known are: checkov, soundings, trivy.")


def test_coverage_counts_and_lists() -> None:
    text = ask("coverage")
    assert text.startswith("3 stories; for 1 no detection makes sense. Of the others:\n- prevents: 2 lack it")
    assert "\n- all: 1 lack it (nothing watches for them at all)\n" in text
    assert text.endswith("Stories of which nothing watches for it at all:\n- KF-901 Nobody watches\n")
    # The alert is deprecated.
    assert "- KF-900 Runs pile up (has: early, diagnoses)\n" in ask("coverage", lacking="symptom")


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("find", {}, "The arguments do not fit: Object missing required field `text`. `find` takes text."),
        ("find", {"text": 3}, "The arguments do not fit: Expected `str`, got `int` - at `$.text`."),
        ("find", {"text": " \n"}, "There is nothing in it but blanks."),
        (
            "find",
            {"text": "x" * (tools.MOST_BYTES + 2**20)},
            "It has 5.0 MiB, and 4 MiB are read. Send the lines",
        ),
        (
            "lint",
            {"yaml": "ä" * (tools.MOST_BYTES // 2 + 1)},
            "4 MiB are read. Lint fewer manifests at once.",
        ),
        (
            "story",
            {"ref": "KF-900", "all": True},
            "Object contains unknown field `all`. `story` takes ref, whole.",
        ),
        ("story", {"ref": "x" * 100}, "Expected `str` of length <= 80"),
        (
            "coverage",
            {"lacking": "none"},
            "`coverage` takes lacking (all or diagnoses or early or prevents or symptom)",
        ),
    ],
)
def test_arguments_that_do_not_fit_are_named(tool: str, arguments: dict[str, object], message: str) -> None:
    assert message in refused(tool, **arguments)


def test_half_a_character_is_no_fault() -> None:
    assert "Closest stories" in ask("find", text="\ud800 runs pile")
    assert "1 could not be checked" in ask("lint", yaml="kind: Pod\nmetadata: {name: '\ud800\x00'}\n")


def test_long_answers_are_cut_and_say_so() -> None:
    manifests = "---\n".join(rule_factories.BAD.replace("name: ", f"name: n{n}-") for n in range(200))
    text = ask("lint", yaml=manifests)
    assert text.startswith("200 findings")
    assert len(text) < tools.MOST_ANSWER + 200
    assert text.endswith(" characters are left out. Ask for less at once.\n")


def test_what_tools_say_of_themselves_is_short() -> None:
    said = sum(len(tool.description) + len(str(tool.schema)) for tool in TOOLS.values())
    assert said / 3 < 1500
    assert len(tools.INSTRUCTIONS) / 3 < 300
