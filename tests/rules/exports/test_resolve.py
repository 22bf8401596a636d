import json

from incidents.rules.bundle import Bundle, StoryDigest
from incidents.rules.exports import resolve
from incidents.rules.record import Mapping
from tests import rule_factories

BUNDLE = Bundle(
    "https://soundings.example.org",
    signatures=(rule_factories.signature(),),
    mappings=(
        Mapping("checkov", "CKV_K8S_15", "KF-900", "contradicts", "It pulls at every start."),
        Mapping("checkov", "CKV_K8S_15", "KF-901", "detects"),
    ),
    stories=(StoryDigest("KF-900", "Runs pile up", "They did."),),
)


def test_a_check_lists_its_stories_with_their_titles():
    exported = json.loads(resolve.write(BUNDLE))["tools"]["checkov"]["CKV_K8S_15"]
    assert exported == [
        {
            "ref": "KF-900",
            "title": "Runs pile up",
            "url": "https://soundings.example.org/KF-900",
            "relation": "contradicts",
            "note": "It pulls at every start.",
        },
        {"ref": "KF-901", "title": "", "url": "https://soundings.example.org/KF-901", "relation": "detects"},
    ]


def test_our_own_rules_are_checks_too():
    (signature,) = BUNDLE.signatures
    exported = json.loads(resolve.write(BUNDLE))["tools"]["soundings"][signature.ref]
    assert [story["ref"] for story in exported] == [link.ref for link in signature.stories]
