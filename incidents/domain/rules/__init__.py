"""Detection rules: every write goes through `save`; what readers see of them, and how they run.

Other packages import from here only.
"""

from incidents.domain.rules import coverage, listing, lookup, running, tools, visibility
from incidents.domain.rules.coverage import WAYS, Gap, Row
from incidents.domain.rules.listing import ListedRule, RuleFilter, RuleList
from incidents.domain.rules.running import Detection
from incidents.domain.rules.save import Saved, current, next_ref, save

__all__ = [
    "WAYS",
    "Detection",
    "Gap",
    "ListedRule",
    "Row",
    "RuleFilter",
    "RuleList",
    "Saved",
    "coverage",
    "current",
    "listing",
    "lookup",
    "next_ref",
    "running",
    "save",
    "tools",
    "visibility",
]
