"""What people paste to be linted, or to find what looked like it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from incidents.rules.proof.result import Proof
from incidents.rules.record import StoryLink
from incidents.web.analysis import lint_page, upload_forms
from tests import factories, rule_factories
from tests.page import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def watched(vocabulary) -> None:
    factories.saved("KF-900", title="Runs that pile up")
    rule_factories.saved()
    rule_factories.saved(rule_factories.signature())


def sent(path: str, status: int = 200, **fields: object) -> str:
    response = Client(enforce_csrf_checks=True).post(path, fields)
    assert response.status_code == status
    assert not response.cookies
    return response.content.decode()


def test_a_finding_has_its_line_and_its_story():
    page = sent("/lint", text=rule_factories.BAD)
    assert "pasted.yaml:4:1" in page
    assert {"/rules/M-900", "/KF-900"} <= set(read(page).addresses)
    assert "Forbid it." in page


def test_manifests_are_linted_with_chosen_rules_alone():
    other = rule_factories.manifest_rule("M-901", name="other")
    rule_factories.saved(other)
    assert {"M-900", "M-901"} <= rules_of(sent("/lint", text=rule_factories.BAD))
    chosen = sent("/lint", text=rule_factories.BAD, rules="m-901, M-7")
    assert rules_of(chosen) == {"M-901"}
    assert read(chosen).values("rules") == ["m-901, M-7"]


def rules_of(page: str) -> set[str]:
    return {one.rpartition("/")[2] for one in read(page).addresses if one.startswith("/rules/M-")}


def test_rules_of_stories_that_one_may_not_see_are_none():
    factories.saved("KF-901", visibility="organisation")
    closed = rule_factories.manifest_rule(
        "M-901", stories=(StoryLink("KF-901", "detects", "f1"),), name="other"
    )
    rule_factories.saved(closed)
    answers = {
        tuple(read(sent("/lint", 400, text=rule_factories.BAD, rules=name)).errors)
        for name in ("M-901", "M-7")
    }
    assert len(answers) == 1


def test_an_address_may_name_the_rules():
    page = read(Client().get("/lint?rules=M-900+M-901").content.decode())
    assert page.values("rules") == ["M-900 M-901"]


def test_a_story_is_told_once_with_all_it_has_to_do_with_a_rule():
    links = tuple(StoryLink("KF-900", relation, "f1") for relation in ("detects", "prevents"))
    rule_factories.saved(rule_factories.manifest_rule("M-901", stories=links))
    page = sent("/lint", text=rule_factories.BAD)
    why = [words for words in read(page).words("li") if words.startswith("detects and prevents KF-900")]
    assert len(why) == 1
    assert read(page).addresses.count("/KF-900#f1") == 2  # once for each of the two rules that fire


def test_all_clear_is_shown_only_if_everything_was_checked():
    clear = "No rule at or above this level fires."
    assert clear in sent("/lint", text=rule_factories.GOOD)
    broken = sent("/lint", text=rule_factories.GOOD + "---\nkind: [broken\n")
    assert clear not in broken
    assert "This could not be checked" in broken
    assert clear not in sent("/lint", text="# nothing")


def often() -> None:
    rule = rule_factories.manifest_rule("M-902", name="often", level="low", once_per_namespace=True)
    rule_factories.saved(rule)


def test_the_others_of_a_group_are_named_below_its_first():
    often()
    files = [SimpleUploadedFile("run.yaml", rule_factories.BAD.encode()) for _ in range(3)]
    page = sent("/lint", chosen=files, level="low")
    assert "And 2 more without a namespace" in read(page).words("summary")
    assert "run.yaml (2):4:1 CronJob hourly" in read(page).words("li")
    assert page.count("/rules/M-902") == 1
    assert read(page).words("h2")[0] == "6 findings: 3 high, 3 low"


def test_the_most_severe_findings_come_first():
    often()
    files = [SimpleUploadedFile("run.yaml", rule_factories.BAD.encode()) for _ in range(2)]
    assert read(sent("/lint", chosen=files, level="low")).words("h3")[:2] == ["High", "Low"]


def test_of_a_large_group_not_all_are_named(monkeypatch):
    often()
    monkeypatch.setattr(lint_page, "MOST_NAMED", 1)
    files = [SimpleUploadedFile("run.yaml", rule_factories.BAD.encode()) for _ in range(4)]
    page = sent("/lint", chosen=files, level="low")
    assert "And 3 more without a namespace" in read(page).words("summary")
    assert "and 2 that “soundings lint” and the API list" in read(page).words("li")


def test_findings_beyond_the_most_are_counted_with_their_groups(monkeypatch):
    often()
    monkeypatch.setattr(lint_page, "MOST", 2)
    files = [SimpleUploadedFile("run.yaml", rule_factories.BAD.encode()) for _ in range(2)]
    assert "2 more are not shown here" in sent("/lint", chosen=files, level="low")


def test_files_of_one_name_are_told_apart():
    files = [SimpleUploadedFile("run.yaml", rule_factories.BAD.encode()) for _ in range(2)]
    page = sent("/lint", chosen=files)
    assert "run.yaml:4:1" in page
    assert "run.yaml (2):4:1" in page


@pytest.mark.parametrize("path", ["/lint", "/find"])
def test_nothing_is_no_answer(path):
    assert "there is nothing to" in sent(path, 400, text=" ")


@pytest.mark.parametrize("path", ["/lint", "/find"])
def test_what_is_too_large_is_refused_in_words(path):
    assert "larger than 4 MB" in sent(path, 413, text="x" * (upload_forms.MOST + upload_forms.ENVELOPE))


def test_what_was_seen_is_marked_and_explained():
    page = sent("/find", text="Cannot determine: too many missed start times <i>\npassword=harbour-secret")
    assert read(page).words("mark") == ["too many missed start times"]
    assert "Runs that pile up" in page
    assert "Raise the limit" in page
    assert page.index("Check first") < page.index("What helped then") < page.index("<mark>")
    assert "harbour-secret" not in page
    assert "<i>" not in page


def test_addresses_are_masked_by_choice():
    line = "10.1.2.3 too many missed start times"
    assert "10.1.2.3" in sent("/find", text=line)
    assert "10.1.2.3" not in sent("/find", text=line, addresses="on")


@pytest.mark.parametrize("text", ["\x00\x1b[31m", "[" * 100_000, "\t\r\n\ufeff{{ .Values.x }}"])
@pytest.mark.parametrize("path", ["/lint", "/find"])
def test_odd_text_breaks_nothing(path, text):
    response = Client().post(path, {"text": text})
    assert response.status_code in {200, 400}


def test_a_rule_that_does_not_run_finds_nothing():
    later = factories.NOW + timedelta(hours=1)
    rule_factories.saved(proof=Proof(unproven="nobody tried it"), based_on=1, now=later)
    assert "pasted.yaml:4:1" not in sent("/lint", text=rule_factories.BAD)
