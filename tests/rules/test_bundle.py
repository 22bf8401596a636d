import json

import pytest

from incidents.errors import Refused
from incidents.rules import bundle
from incidents.rules.bundle import Bundle, LintBundle, StoryDigest
from tests import rule_factories

BUNDLE = Bundle(
    "https://soundings.example.org",
    manifest_rules=(rule_factories.manifest_rule(),),
    alert_rules=(rule_factories.alert_rule(),),
    signatures=(rule_factories.signature(),),
    stories=(StoryDigest("KF-900", "A title", "What happened."),),
)


def test_a_bundle_is_packed_and_unpacked_without_loss() -> None:
    assert bundle.unpacked(bundle.packed(BUNDLE)) == BUNDLE
    assert bundle.packed(BUNDLE) == bundle.packed(BUNDLE)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is no bundle"),
        (b"\xff\xfe", "is no bundle"),
        (b"[" * 100_000, "is no bundle"),
        (b'{"format": 1, "sha256": "0", "bundle": {"address": ""}}', "is damaged"),
        (b'{"format": 2, "sha256": "0", "bundle": {}}', "has format 2"),
    ],
)
def test_a_file_that_is_no_bundle_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(Refused, match=message):
        bundle.unpacked(data)


def test_a_changed_bundle_is_refused() -> None:
    packed = json.loads(bundle.packed(BUNDLE))
    packed["bundle"]["stories"][0]["title"] = "Another title"
    with pytest.raises(Refused, match="is damaged"):
        bundle.unpacked(json.dumps(packed).encode())


def test_the_linter_unpacks_manifest_rules_and_stories_only() -> None:
    taken = bundle.unpacked_for_linting(bundle.packed(BUNDLE))
    assert taken == LintBundle(BUNDLE.address, BUNDLE.manifest_rules, BUNDLE.stories)
