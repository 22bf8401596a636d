"""Words for kinds, statuses and relations of rules."""

from incidents.web.parts.badges import Badge

KINDS = {"M": "Manifest rule", "A": "Alert", "S": "Signature"}
PLURALS = {"M": "Manifest rules", "A": "Alerts", "S": "Signatures"}
RELATIONS = {
    "detects": "detects",
    "prevents": "prevents",
    "symptom": "detects the symptom of",
    "related": "related to",
    "contradicts": "contradicts",
}
"""As in “M-1 detects KF-15”."""
WAYS = {
    "prevents": "Prevents",
    "early": "Detects early",
    "symptom": "Detects the symptom",
    "diagnoses": "Diagnoses",
}
TONES = {"critical": "critical", "high": "major", "medium": "minor", "low": "negligible", "info": "plain"}


def level(slug: str) -> Badge:
    """Shape and word say the same, never the colour alone."""
    return Badge(slug, TONES[slug])


def relation(slug: str) -> Badge:
    return Badge(RELATIONS[slug], "bad" if slug == "contradicts" else "plain")
