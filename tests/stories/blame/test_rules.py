import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.stories.blame import check_story, check_text
from tests.stories.samples import draft


def kinds(text):
    return [finding.kind for finding in check_text(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The reviewers should have seen the diff.", "counterfactual"),
        ("We failed to tell the support desk.", "counterfactual"),
        ("The team forgot the second region.", "counterfactual"),
        ("If the admin had asked, the node would be there.", "counterfactual"),
        ("The rollout should have been announced.", "counterfactual"),
        ("The engineer did not verify the dump.", "counterfactual"),
        ("The deploy was reckless.", "blame"),
        ("The vendor's engineers are to blame.", "blame"),
        ("Who merged this without a test?", "blame"),
        ("The root cause was a full disk.", "single_cause"),
        ("## Root cause", "single_cause"),
        ("It boils down to a timeout.", "single_cause"),
        ("The outage came from human error.", "human_cause"),
        ("An engineer accidentally removed the route.", "human_cause"),
        ("The error was caused by an administrator.", "human_cause"),
        ("Katarzyna restarted the broker.", "name"),
        ("@sofia restarted the broker.", "name"),
        ("Everyone must be more careful.", "care"),
        ("Improve alerting.", "vague_action"),
        ("Several customers saw errors.", "vague_impact"),
    ],
)
def test_each_rule_finds_its_kind(text, kind):
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "The pod failed to start.",
        "The kubelet should have restarted the container.",
        "The Prometheus operator should have reloaded its rules.",
        "The request should have been rejected by the proxy.",
        "The cache forgot the entry.",
        "We failed to reproduce the error.",
        "There is no single root cause.",
        "The root cause is not known.",
        "Human error is never the root cause.",
        "Jenkins deleted the namespace.",
        "In April the job ran in Virginia.",
        "Improve the p99 of checkout to 200 ms.",
        "Some customers saw errors, 31 in total.",
        "He wrote “the team should have tested it”.",
        "The log says `the team should have tested it`.",
        "> The team should have tested it.",
        "```\nThe team should have tested it.\n```",
        "    The team should have tested it.",
        "<!-- The team should have tested it. -->",
        "See https://example.org/the-root-cause-was-human-error for more.",
    ],
)
def test_systems_quotations_and_numbers_are_no_findings(text):
    assert check_text(text) == ()


def test_a_finding_quotes_its_span_and_asks_a_question():
    text = "# Notes\n\nIt began at noon. The team forgot the second region."
    (finding,) = check_text(text)
    assert text[finding.start : finding.end] == finding.quote == "forgot the"
    assert (finding.line, finding.column) == (3, 28)
    assert finding.why.endswith(".")
    assert finding.question.endswith("?")


def test_findings_of_a_document_name_field_and_part():
    story = draft(
        summary="The root cause was a full disk.",
        factors=[
            {
                "id": "f2",
                "dimension": "capacity",
                "failure_mode": "disk_full",
                "text": "The team failed to add a disk.",
            }
        ],
        impacts=[
            {"effect": "errors", "text": "Some users saw errors.", "quantities": [{"value": 5}]},
            {"effect": "errors", "text": "Some users saw errors."},
        ],
    )
    found = [(one.pointer, one.anchor, one.kind) for one in check_story(story)]
    assert found == [
        ("/summary", "", "single_cause"),
        ("/factors/0/text", "f2", "counterfactual"),
        ("/impacts/1/text", "", "vague_impact"),
    ]


def test_an_action_without_owner_or_date_is_vague_until_it_is_done():
    story = draft(
        actions=[
            {"text": "Alert at a lag of 10,000.", "status": "open"},
            {"text": "Alert at a lag of 10,000.", "status": "open", "owner": "storage"},
            {"text": "Alert at a lag of 10,000.", "status": "open", "owner": "storage", "due": "2026-05"},
            {"text": "Alert at a lag of 10,000.", "status": "done"},
        ]
    )
    assert [(one.pointer, one.why.split(",")[0]) for one in check_story(story)] == [
        ("/actions/0/text", "This action has no owner and no date"),
        ("/actions/1/text", "This action has no date"),
    ]


def test_quotations_of_a_document_and_other_languages_are_left_out():
    evidence = [{"kind": "chat", "body": "we should have tested it"}]
    symptoms = [{"kind": "log_line", "text": "It stops.", "observable": "the team failed to care"}]
    assert check_story(draft(evidence=evidence, symptoms=symptoms)) == ()
    assert check_story(draft(language="de", summary="The root cause was a full disk.")) == ()


@given(
    st.text(
        alphabet="aA .,:;!?\n\t`\"'“”>#-*|<@_[]()should have failed to we root cause some users", max_size=300
    )
)
def test_any_text_is_checked_and_every_span_lies_in_it(text):
    for finding in check_text(text):
        assert text[finding.start : finding.end] == finding.quote
        assert text.split("\n")[finding.line - 1][finding.column - 1 :].startswith(
            finding.quote.split("\n")[0]
        )
