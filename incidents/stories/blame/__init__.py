"""Blame and shallow causes in a text or a story document. It warns and explains; it never blocks.

Systems are no people: “the pod failed to start” and “the kubelet should have restarted it” are no findings.
Quotations, code and quoted lines are exempt.
"""

from incidents.stories.blame.checking import check_text
from incidents.stories.blame.documents import check_story
from incidents.stories.blame.findings import KINDS, TITLES, BlameFinding, BlameReport, Kind

__all__ = ["KINDS", "TITLES", "BlameFinding", "BlameReport", "Kind", "check_story", "check_text"]
