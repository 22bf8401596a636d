"""Detection rules: every write goes through `save`; what readers see of them, and how they run.

Other packages import from here only.
"""

from incidents.domain.rules import coverage, lookup, running, tools, visibility
from incidents.domain.rules.coverage import WAYS, Gap, Row
from incidents.domain.rules.running import Detection
from incidents.domain.rules.save import Saved, current, next_ref, restorable, save

__all__ = [
    "WAYS",
    "Detection",
    "Gap",
    "Row",
    "Saved",
    "coverage",
    "current",
    "lookup",
    "next_ref",
    "restorable",
    "running",
    "save",
    "tools",
    "visibility",
]
