"""What a text names decides among the stories of one signature."""

from typing import Any

import pytest

from incidents.rules.bundle import StoryDigest
from incidents.rules.match.matcher import Matcher
from tests.rules.match.test_matcher import links, signature

ABOUT = {
    2: "Envoy starts one worker per CPU",
    10: "The JVM sizes itself for the node",
    16: "CoreDNS is killed after a storm of retries",
    17: "kube2iam lists all pods",
}
STORIES = [StoryDigest(f"KF-{number}", title, "") for number, title in ABOUT.items()]


def first(text: str, **fields: Any) -> tuple[str, tuple[str, ...], str]:
    rule = signature(weight=1, stories=links(*(story.ref for story in STORIES)), **fields)
    match = Matcher([rule], STORIES).match(text).stories[0]
    return match.story.ref, match.named, match.confidence


@pytest.mark.parametrize(
    ("text", "ref", "name"),
    [
        ("coredns-5d78c9869d-7xk2p   0/1   OOMKilled", "KF-16", "coredns"),
        ("Name: coredns-46qtd\n\n  Reason: OOMKilled\n", "KF-16", "coredns"),
        ("OOMKilled (java)", "KF-10", "jvm"),
        ("kube-system   kube2iam-x7k2p   0/1   OOMKilled", "KF-17", "kube2iam"),
    ],
)
def test_the_story_of_what_is_named_comes_first(text: str, ref: str, name: str) -> None:
    assert first(text) == (ref, (name,), "typical")


def test_without_a_name_the_order_of_the_links_stays() -> None:
    assert first("shop-0   0/1   OOMKilled") == ("KF-2", (), "word")
    assert first("coredns\n" + "\n" * 3000 + "OOMKilled\n") == ("KF-2", (), "word")
