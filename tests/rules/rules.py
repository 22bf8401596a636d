"""A rule for tests: what does not matter to one is made up."""

from typing import Any

from incidents.rules.record import ManifestRule, ManifestTests, StoryLink


def rule(expr: str, **given: Any) -> ManifestRule:
    fields: dict[str, Any] = {
        "ref": "M-1",
        "name": "made-up",
        "status": "test",
        "confidence": "exact",
        "stories": (StoryLink("KF-1", "detects"),),
        "message": "Something happens.",
        "fix": "Do something.",
        "false_positives": ("none known",),
        "level": "medium",
        "kinds": ("*",),
        "at": "metadata.name",
        "admission": "yes",
        "tests": ManifestTests((), ()),
    }
    return ManifestRule(expr=expr, **(fields | given))
