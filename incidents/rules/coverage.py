"""How well stories are watched for: by what prevents one, sees it early, sees it late, or names it."""

from collections.abc import Mapping
from typing import Literal, get_args

from msgspec import Struct

from incidents.rules.bundle import Bundle

Way = Literal["prevents", "early", "symptom", "diagnoses"]
Gap = Literal["prevents", "early", "symptom", "diagnoses", "all"]
WAYS: tuple[Way, ...] = get_args(Way)
GAPS: tuple[Gap, ...] = get_args(Gap)

GIVES: Mapping[tuple[str, str], Way] = {
    ("M", "prevents"): "prevents",
    ("M", "detects"): "early",
    ("A", "prevents"): "early",
    ("A", "detects"): "early",
    ("A", "symptom"): "symptom",
    ("S", "prevents"): "diagnoses",
    ("S", "detects"): "diagnoses",
    ("S", "symptom"): "diagnoses",
}
"""By the kind of a rule and its relation to a story. `related` gives none."""


class BundleCoverage(Struct, frozen=True):
    """The ways in which each story of a bundle is watched for, and why some need none, by reference."""

    ways: Mapping[str, frozenset[Way]]
    no_detection: Mapping[str, str]

    def lacking(self, gap: Gap) -> tuple[str, ...]:
        """References of stories that lack this way, or every one. What needs no detection lacks none."""
        wanted = frozenset(WAYS if gap == "all" else (gap,))
        return tuple(
            ref for ref, ways in self.ways.items() if ref not in self.no_detection and not ways & wanted
        )


def of_bundle(bundle: Bundle) -> BundleCoverage:
    found: dict[str, set[Way]] = {story.ref: set() for story in bundle.stories}
    for rule in (*bundle.manifest_rules, *bundle.alert_rules, *bundle.signatures):
        for link in rule.stories:
            way = GIVES.get((rule.ref[0], link.relation))
            if way and rule.status != "deprecated" and link.ref in found:
                found[link.ref].add(way)
    return BundleCoverage(
        {ref: frozenset(ways) for ref, ways in found.items()},
        {one.story: one.reason for one in bundle.no_detection},
    )
