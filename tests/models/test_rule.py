import pytest
from django.db import IntegrityError, transaction

from incidents.models import NoDetection, Rule, RuleLink, RuleRevision, Tool, ToolCheck
from incidents.models.reader import ANYBODY, Reader
from tests import factories, rule_factories
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db


def copied(row: object, **columns: object) -> None:
    """A second row like this one, but for these columns."""
    fields = [
        field.attname for field in row._meta.concrete_fields if not field.primary_key and not field.generated
    ]
    type(row).objects.create(**{name: getattr(row, name) for name in fields} | columns)


@pytest.fixture
def rule() -> Rule:
    factories.saved("KF-900")
    return rule_factories.saved().rule


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("rule_ref_is_well_formed", {"ref": "X-1"}),
        ("rule_name_is_given_once", {}),
        ("rule_status_is_known", {"status": "young"}),
        ("rule_confidence_is_known", {"confidence": "sure"}),
        ("rule_level_is_known", {"level": "fatal"}),
        ("rule_level_is_known", {"level": ""}),
        ("rule_called_tested_is_proven", {"status": "stable", "is_proven": False}),
    ],
)
def test_a_rule_that_must_not_be_is_refused(rule: Rule, constraint: str, columns: dict[str, object]) -> None:
    other = {"ref": "M-901", "name": "other", "revision_id": None}
    if constraint == "rule_name_is_given_once":
        del other["name"]
    with refused_by(constraint):
        copied(rule, **other | columns)


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("rule_revision_number_is_unique", {}),
        ("rule_revision_number_counts_from_one", {"number": 0}),
        ("rule_revision_origin_is_known", {"number": 2, "origin": "rumour"}),
        ("rule_revision_by_a_person_names_the_person", {"number": 2, "origin": "person"}),
    ],
)
def test_a_revision_that_must_not_be_is_refused(
    rule: Rule, constraint: str, columns: dict[str, object]
) -> None:
    with refused_by(constraint):
        copied(rule.current_revision, **columns)


def test_a_revision_is_never_changed_and_never_deleted(rule: Rule) -> None:
    with refused_by("rule_revision_is_immutable"):
        RuleRevision.objects.update(reason="It was never so.")
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleRevision.objects.all()._raw_delete(using="default")


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [("rule_link_is_written_once", {}), ("rule_link_relation_is_known", {"relation": "likes"})],
)
def test_a_link_that_must_not_be_is_refused(rule: Rule, constraint: str, columns: dict[str, object]) -> None:
    with refused_by(constraint):
        copied(rule.links.get(), **columns)


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("tool_check_is_written_once", {"name": "ckv_k8s_15"}),
        ("tool_check_relation_is_known", {"relation": "likes"}),
    ],
)
def test_a_check_that_must_not_be_is_refused(constraint: str, columns: dict[str, object]) -> None:
    tool = Tool.objects.create(slug="checkov", title="Checkov")
    incident = factories.saved("KF-900").incident
    check = ToolCheck.objects.create(tool=tool, name="CKV_K8S_15", incident=incident, relation="related")
    with refused_by(constraint):
        copied(check, **columns)


def test_a_tool_has_a_plain_name_of_its_own() -> None:
    Tool.objects.create(slug="checkov", title="Checkov")
    with refused_by("tool_slug_is_given_once"):
        Tool.objects.create(slug="checkov", title="Checkov")
    with refused_by("tool_slug_is_plain"):
        Tool.objects.create(slug="Check ov", title="Checkov")


def test_no_detection_says_why() -> None:
    with refused_by("no_detection_says_why"):
        NoDetection.objects.create(incident=factories.saved().incident, reason="")


def test_rules_run_unless_they_fail_or_are_deprecated() -> None:
    factories.saved("KF-900")
    rule_factories.saved()
    rule_factories.saved(rule_factories.manifest_rule("M-901", status="deprecated", replaced_by="M-900"))
    assert [rule.ref for rule in Rule.objects.that_run()] == ["M-900"]


def test_rules_come_in_the_order_of_their_numbers() -> None:
    factories.saved("KF-900")
    for ref in ("M-10", "M-9"):
        rule_factories.saved(rule_factories.manifest_rule(ref))
    rule_factories.saved(rule_factories.alert_rule("A-10"))
    assert [rule.ref for rule in Rule.objects.in_order_of_refs()] == ["A-10", "M-9", "M-10"]


def test_a_rule_is_there_for_those_who_may_see_one_of_its_stories() -> None:
    hidden = factories.saved("KF-900", visibility="organisation").incident
    rule_factories.saved()
    tool = Tool.objects.create(slug="checkov", title="Checkov")
    ToolCheck.objects.create(tool=tool, name="CKV_K8S_15", incident=hidden, relation="related")
    member = Reader.of(factories.user("member"))
    assert list(Rule.objects.visible_to(ANYBODY)) == []
    assert not RuleLink.objects.visible_to(ANYBODY).exists()
    assert not ToolCheck.objects.visible_to(ANYBODY).exists()
    assert Rule.objects.visible_to(member).count() == 1
    assert RuleLink.objects.visible_to(member).exists()
    assert ToolCheck.objects.visible_to(member).exists()
