"""Detection rules: every write goes through `save`; what readers see of them, and how they run.

Other packages import from here only.
"""

from incidents.domain.rules import coverage, erase, listing, lookup, running, tools, visibility
from incidents.domain.rules.coverage import CoverageRow
from incidents.domain.rules.listing import ListedRule, RuleFilter, RuleKey, RuleList
from incidents.domain.rules.running import RunningRules
from incidents.domain.rules.save import SavedRule, current, next_ref, save

__all__ = [
    "CoverageRow",
    "ListedRule",
    "RuleFilter",
    "RuleKey",
    "RuleList",
    "RunningRules",
    "SavedRule",
    "coverage",
    "current",
    "erase",
    "listing",
    "lookup",
    "next_ref",
    "running",
    "save",
    "tools",
    "visibility",
]
