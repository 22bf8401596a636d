import csv

import pytest
from django.test import Client

from incidents import yamlwriting
from incidents.domain import rules
from incidents.domain.rules import tools
from incidents.models import Rule, User
from incidents.rules import folder
from incidents.rules.proof.result import Proof
from incidents.rules.record import StoryLink
from tests import factories, rule_factories
from tests.page import read
from tests.web import statements

pytestmark = pytest.mark.django_db


def html(path: str, client: Client | None = None, status: int = 200) -> str:
    response = (client or Client()).get(path)
    assert response.status_code == status
    return response.getvalue().decode()


@pytest.fixture
def editor(vocabulary) -> Client:
    for ref in ("KF-900", "KF-901"):
        factories.saved(ref)
    client = Client()
    person = factories.user("editor", role=User.Role.EDITOR)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def three(editor) -> None:
    rule_factories.saved(rule_factories.manifest_rule(message="Runs pile up on <b>runs</b>."))
    rule_factories.saved(rule_factories.alert_rule(stories=(StoryLink("KF-901", "symptom", "s1"),)))
    rule_factories.saved(rule_factories.signature())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"M-900", "A-900", "S-900"}),
        ("?kind=M", {"M-900"}),
        ("?kind=M&kind=S", {"M-900", "S-900"}),
        ("?level=medium&level=high", {"M-900", "A-900"}),
        ("?story=kf-901", {"A-900"}),
        ("?q=rule-s", {"S-900"}),
        ("?q=m-900", {"M-900"}),
        ("?kind=nothing&page=x", {"M-900", "A-900", "S-900"}),
        ("?status=stable", set()),
    ],
)
def test_the_address_chooses_the_rules(three, query, found):
    page = html(f"/rules/{query}")
    assert {ref for ref in ("M-900", "A-900", "S-900") if f"/rules/{ref}" in read(page).addresses} == found
    lines = list(csv.reader(Client().get(f"/rules.csv{query}").getvalue().decode().splitlines()))
    assert {line[0] for line in lines[1:]} == found


def test_texts_of_rules_become_no_markup(three):
    assert "<b>runs</b>" not in html("/rules/") + html("/rules/M-900")


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_however_long(vocabulary, number):
    factories.saved("KF-900")
    for index in range(number):
        rule_factories.saved(rule_factories.manifest_rule(f"M-{900 + index}"))
    checks = tuple(folder.RecordedCheck(f"check-{index}", "KF-900", "detects") for index in range(number))
    tools.replace(tool=folder.ToolFile("lint-tool", checks), now=factories.NOW)
    costs = {
        "/rules/": 3,
        "/rules/M-900": 3,
        "/rules/M-900/history": 3,
        "/coverage": 9,
        "/tools/": 1,
        "/tools/lint-tool": 1,
    }
    for path, cost in costs.items():
        # /rules/: what all rules are chosen by, the rules of the page, their links. A rule: the rule with its
        # document, its links, checks of other tools. Its history: the rule, how many revisions, those of the
        # page. /coverage: how many stories, those of the page, why some need no rule, rules of the others,
        # and five gaps. Tools: their checks.
        with statements.counted() as asked:
            html(path)
        assert len(asked) == cost, "\n".join([path, *asked])


def test_a_rule_says_why_it_exists_and_what_contradicts_it(three):
    check = folder.RecordedCheck("pull-always", "KF-900", "contradicts", note="It demands what broke.")
    tools.replace(tool=folder.ToolFile("other-lint", (check,)), now=factories.NOW)
    page = html("/rules/M-900")
    assert "/KF-900#f1" in read(page).addresses
    assert "Other tools demand the opposite." in page
    assert "It demands what broke." in page
    assert "ValidatingAdmissionPolicy" in page
    assert "alert: RunsPileUp" in html("/rules/A-900")
    assert "demands what caused this" in html("/KF-900")
    assert "It demands what broke." in html("/tools/other-lint")


def test_a_signature_says_how_to_check_and_what_tells_its_stories_apart(editor):
    factories.saved("KF-902", visibility="organisation")
    answers = {"KF-900": "the main container", "KF-901": "a sidecar", "KF-902": "nobody knows"}
    rule = rule_factories.signature(
        stories=tuple(StoryLink(ref, "related", answer=answer) for ref, answer in answers.items()),
        question="Which container ended last?",
        command="kubectl get jobs -A",
        recovery="Created job",
    )
    rule_factories.saved(rule)
    page = html("/rules/S-900")
    assert "kubectl get jobs -A" in page
    assert "Which container ended last?" in page
    assert "Created job" in page
    assert "the main container" in page
    assert "a sidecar" in page
    assert "nobody knows" not in page


def test_a_rule_shows_no_story_that_the_reader_may_not_see(editor):
    factories.saved("KF-902", visibility="organisation", title="Not for everybody")
    links = (StoryLink("KF-900", "detects"), StoryLink("KF-902", "detects"))
    rule_factories.saved(rule_factories.manifest_rule(stories=links))
    for path in ("/rules/M-900", "/rules/M-900/history/1", "/rules/", "/rules.csv"):
        assert "KF-902" not in html(path)
    assert "KF-902" in html("/rules/M-900", editor)


def test_another_spelling_leads_to_the_rule_and_an_unknown_one_to_help(three):
    assert Client().get("/rules/m-900")["Location"] == "/rules/M-900"
    assert "M-12345: no such rule" in html("/rules/M-12345", status=404)


def changed(message: str) -> str:
    return yamlwriting.to_yaml(rule_factories.manifest_rule(message=message))


def test_an_editor_tries_and_saves(editor, three):
    sent = {"based_on": "1", "text": changed("In other words."), "reason": "Clearer."}
    tried = editor.post("/rules/M-900/edit", sent | {"try": "yes"})
    assert "It works:" in tried.content.decode()
    assert Rule.objects.get(ref="M-900").revision_number == 1
    saved = editor.post("/rules/M-900/edit", sent | {"save": "yes"})
    assert saved["Location"] == "/rules/M-900"
    assert rules.current(ref="M-900").message == "In other words."
    assert "Clearer." in html("/rules/M-900/history")


def test_what_is_wrong_is_said_with_its_line_and_nothing_is_lost(editor, three):
    text = changed("In other words.").replace("level: high", "level: terrible").replace("exact", "sure")
    response = editor.post("/rules/M-900/edit", {"based_on": "1", "text": text, "save": "yes"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "“terrible” is not possible" in page
    assert "“sure” is not possible" in page
    assert page.count("level: terrible") == 2
    assert Rule.objects.get(ref="M-900").revision_number == 1


def test_a_rule_that_fails_its_tests_is_not_saved_as_tested(editor, three):
    text = changed("x").replace("status: experimental", "status: test").replace("'Allow'\n", "'Never'\n")
    text = text.replace("== 'Allow'", "== 'Never'")
    response = editor.post("/rules/M-900/edit", {"based_on": "1", "text": text, "save": "yes"})
    assert response.status_code == 422
    assert "only of a rule that passes its own tests" in response.content.decode()


def test_nobody_overwrites_what_somebody_else_saved(editor, three):
    rule_factories.saved(rule_factories.manifest_rule(message="Meanwhile."), based_on=1)
    sent = {"based_on": "1", "text": changed("Mine."), "save": "yes"}
    response = editor.post("/rules/M-900/edit", sent)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Somebody saved in between." in page
    assert "Mine." in page
    assert read(page).values("based_on") == ["2"]


def test_a_new_rule_is_written(editor):
    page = html("/rules/new/M", editor)
    assert "ref: M-1" in page
    text = yamlwriting.to_yaml(rule_factories.manifest_rule("M-1"))
    assert editor.post("/rules/new/M", {"text": text, "save": "yes"})["Location"] == "/rules/M-1"
    assert html("/rules/new/X", editor, status=404)


def test_an_earlier_revision_is_restored(editor, three):
    rule_factories.saved(rule_factories.manifest_rule(message="Later."), based_on=1)
    sent = {"number": "1", "based_on": "2"}
    assert editor.post("/rules/M-900/restore", sent)["Location"] == "/rules/M-900/history"
    assert "Runs pile up on" in rules.current(ref="M-900").message
    assert editor.post("/rules/M-900/restore", sent).status_code == 409
    assert read(html("/rules/M-900/history/2")).words("ins")


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999999"])
def test_a_revision_that_never_was(three, number):
    assert not read(html("/rules/M-900/history/1")).words("ins")
    html(f"/rules/M-900/history/{number}", status=404)


def test_a_story_says_which_rule_does_not_run(editor):
    assert "What watches for it" not in read(html("/KF-900")).headings
    rule_factories.saved(proof=Proof(unproven="nobody tried it"))
    assert "does not run" in html("/KF-900")


def test_a_rule_is_called_by_its_message(three):
    shown = read(html("/rules/"))
    assert "S-900 " + rule_factories.signature().message in shown.headings
    assert "rule-s-900" in shown.item("/rules/S-900").text
    assert read(html("/rules/M-900")).words("h1") == ["Runs pile up on <b>runs</b>."]


def test_stable_rules_come_first_then_the_highest_level(editor):
    for number, (status, level) in enumerate(
        [
            ("experimental", "low"),
            ("stable", "low"),
            ("experimental", "critical"),
            ("deprecated", "critical"),
        ],
        901,
    ):
        fields = {"replaced_by": "M-902"} if status == "deprecated" else {}
        rule_factories.saved(
            rule_factories.manifest_rule(f"M-{number}", status=status, level=level, **fields)
        )
    rows = [words.split()[0] for words in read(html("/rules/")).words("h3")]
    assert rows == ["M-902", "M-903", "M-901", "M-904"]


def test_examples_are_named_by_what_they_show(three):
    shown = read(html("/rules/M-900")).at("examples")
    assert shown.words("figcaption") == ["it fires CronJob hourly", "it stays silent CronJob hourly"]


def test_checks_that_are_only_related_do_not_count_as_help(editor):
    checks = tuple(
        folder.RecordedCheck(relation, "KF-900", relation, note="So it is.")
        for relation in ("contradicts", "detects", "related")
    )
    tools.replace(tool=folder.ToolFile("linter", checks, title="Linter"), now=factories.NOW)
    shown = read(html("/tools/linter"))
    for heading, relation in (("Contradicts", "contradicts"), ("Helps", "detects"), ("Related", "related")):
        assert [part.text for part in shown.section(heading).all("code")] == [relation]


def test_coverage_says_in_each_cell_what_it_is_about(three):
    rows = read(html("/coverage")).all("tr")
    assert rows[0].words("th") == ["Story", "Prevents", "Detects early", "Detects the symptom", "Diagnoses"]
    assert "Detects the symptom A-900" in read(html("/coverage")).item("/KF-901").text


def test_findings_of_a_file_are_listed_by_level(editor):
    rule_factories.saved(rule_factories.manifest_rule("M-901", level="low", at="kind"))
    rule_factories.saved(rule_factories.manifest_rule("M-902", level="critical", at="spec.schedule"))
    response = Client().post("/lint", {"text": rule_factories.BAD, "level": "info"})
    shown = read(response.content.decode()).at("report")
    assert "2 findings: 1 critical, 1 low" in shown.headings
    assert [address for address in shown.addresses if address.startswith("/rules/")] == [
        "/rules/M-902",
        "/rules/M-901",
    ]
