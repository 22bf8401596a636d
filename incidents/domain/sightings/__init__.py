"""Sightings: external systems report that they saw a story or a rule.

Other packages import from here only.
"""

from incidents.domain.sightings import erase
from incidents.domain.sightings.alerts import Alert, DeliveredAlerts, deliver, stories_of
from incidents.domain.sightings.reading import MOST_COUNTED, SeenRow, SeenSummary, page, summary
from incidents.domain.sightings.recording import Episode, Reporter, record
from incidents.domain.sightings.reports import SightingReport, report

__all__ = [
    "MOST_COUNTED",
    "Alert",
    "DeliveredAlerts",
    "Episode",
    "Reporter",
    "SeenRow",
    "SeenSummary",
    "SightingReport",
    "deliver",
    "erase",
    "page",
    "record",
    "report",
    "stories_of",
    "summary",
]
