"""The file `.soundings.yaml`: what it says, and everything that is wrong with it."""

import pytest
from jsonschema import Draft202012Validator

from incidents import yamltree
from incidents.errors import Refused
from incidents.rules.configuration import settings
from tests.rule_factories import manifest_rule

RULES = [manifest_rule("M-2", name="misplaced"), manifest_rule("M-15", level="medium"), manifest_rule("M-33")]
WHOLE = """\
exclude: [vendor, "deploy/charts/**"]
rules:
  M-2: {level: off, reason: Ours differ.}
  rule-m-15: {level: low, reason: Registry is local.}
enforced: [M-33]
waivers:
  - rule: misplaced
    until: 2027-01-31
    reason: Moved in January.
    path: deploy/old/**
    subject: CronJob shop/nightly
  - {rule: M-2, until: 2027-02-28, reason: Later.}
"""


def read(text: str) -> settings.Configuration:
    return settings.read(text.encode(), RULES)


def faults(text: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        read(text)
    return [str(fault) for fault in refused.value.faults]


def test_rules_are_named_by_reference_or_name() -> None:
    made = read(WHOLE)
    assert (made.off, made.levels, made.enforced) == ({"M-2"}, {"M-15": "low"}, {"M-33"})
    assert [one.waiver.rule for one in made.waivers] == ["M-2", "M-2"]
    assert made.exclude == ("vendor", "deploy/charts/**")


def test_a_waiver_knows_its_place() -> None:
    first, second = read(WHOLE).waivers
    assert (first.line, first.column, first.text) == (7, 5, "  - rule: misplaced")
    assert (second.line, second.column) == (12, 5)


def test_rules_that_are_off_do_not_run_and_others_have_their_level() -> None:
    assert [(rule.ref, rule.level) for rule in read(WHOLE).applied(RULES)] == [
        ("M-15", "low"),
        ("M-33", "high"),
    ]


@pytest.mark.parametrize("text", ["", "# Nothing yet.\n", "---\n", "{}"])
def test_an_empty_file_says_nothing(text: str) -> None:
    assert read(text) == settings.Configuration()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "/: has to hold fields: exclude, rules, enforced, waivers"),
        ("rule: {}", "line 1, /rule: is no field of this part; did you mean “rules”?"),
        ("a: [", "line 2, /: "),
        ("exclude: vendor", "/exclude: has to be a list"),
        ('exclude: ["!x"]', "/exclude/0: begins with “!”"),
        ("rules: [M-2]", "/rules: has to hold fields"),
        ("rules: {M-2: off}", "/rules/M-2: has to hold fields: level, reason"),
        ("rules: {M-2: {level: off}}", "/rules/M-2: lacks “reason”"),
        ("rules: {M-2: {level: off, reason: ' '}}", "/rules/M-2/reason: is empty"),
        (
            "rules: {M-2: {level: hihg, reason: x}}",
            "/rules/M-2/level: “hihg” is not possible; did you mean high?",
        ),
        (
            "rules: {M-155: {level: off, reason: x}}",
            "/rules/M-155: there is no rule M-155 over manifests; did you",
        ),
        (
            "rules:\n  M-2: {level: off, reason: x}\n  misplaced: {level: low, reason: x}",
            "line 3, /rules/misplaced: is M-2, which stands above as M-2; keep one",
        ),
        ("rules: {M-2: {level: off, reason: x}, M-2: {level: off, reason: x}}", "“M-2” appears twice"),
        ("enforced: [S-1]", "/enforced/0: there is no rule S-1 over manifests"),
        ("waivers: [{rule: M-2, until: 2027-02-30, reason: x}]", "/waivers/0/until: “2027-02-30” is no day"),
        ("waivers: [{rule: M-2, until: soon, reason: x}]", "“soon”: write a day such as 2027-01-31"),
        ("waivers: [{rule: M-2, reason: x}]", "/waivers/0: lacks “until”"),
        ("waivers: [{rule: M-7, until: 2027-01-01, reason: x}]", "/waivers/0/rule: there is no rule M-7"),
        ("waivers: [{rule: M-2, until: 2027-01-01, reason: x, path: ../a}]", "/waivers/0/path: begins with"),
        (
            "waivers:\n- {rule: M-2, until: 2027-01-01, reason: x}\n- {rule: misplaced, until: 2028-01-01}",
            "line 3, /waivers/1: waives the same as one above",
        ),
    ],
)
def test_a_fault_is_said_with_its_place(text: str, said: str) -> None:
    assert any(said in one for one in faults(text))


def test_every_fault_is_said_at_once_in_the_order_of_the_lines() -> None:
    found = faults(
        'exclude: ["!x"]\nrule: {}\nrules:\n  M-7: {level: off}\nenforced: [M-8]\n'
        "waivers: [{until: 2027-13-01}]\n"
    )
    assert [one.partition(":")[0] for one in found] == [
        "line 1, /exclude/0",
        "line 2, /rule",
        *["line 4, /rules/M-7"] * 2,
        "line 5, /enforced/0",
        *["line 6, /waivers/0"] * 2,
        "line 6, /waivers/0/until",
    ]


def test_the_schema_accepts_what_is_accepted() -> None:
    validator = Draft202012Validator(settings.schema())
    validator.check_schema(settings.schema())
    assert list(validator.iter_errors(yamltree.read(WHOLE).value)) == []
    for text in ("rule: {}", "rules: {M-2: {level: off}}", "waivers: [{rule: M-2, reason: x, until: soon}]"):
        assert not validator.is_valid(yamltree.read(text).value)
