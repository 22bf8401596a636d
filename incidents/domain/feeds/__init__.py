"""Feeds: read in runs, compared with what is known, written as entries and candidates.

Other packages import from here only.
"""

from incidents.domain.feeds.importing import preview, take
from incidents.domain.feeds.planning import PlannedItem, RunPlan
from incidents.domain.feeds.runs import begin
from incidents.domain.feeds.subscribing import named

__all__ = [
    "PlannedItem",
    "RunPlan",
    "begin",
    "named",
    "preview",
    "take",
]
