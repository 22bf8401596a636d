"""Drafts of stories: started, typed into, taken up again, discarded, and saved as a revision.

Other packages import from here only.
"""

from incidents.domain.drafts import erase
from incidents.domain.drafts.precedents import Precedent, Precedents, precedents
from incidents.domain.drafts.publishing import publish, publish_story, typed_document
from incidents.domain.drafts.readiness import ReadinessCheck, readiness
from incidents.domain.drafts.typing import KeptDraft, save_typed, start, start_from
from incidents.domain.drafts.updating import Update, compare, has_later_revision, update
from incidents.domain.drafts.waste import discard, forget, restore

__all__ = [
    "KeptDraft",
    "Precedent",
    "Precedents",
    "ReadinessCheck",
    "Update",
    "compare",
    "discard",
    "erase",
    "forget",
    "has_later_revision",
    "precedents",
    "publish",
    "publish_story",
    "readiness",
    "restore",
    "save_typed",
    "start",
    "start_from",
    "typed_document",
    "update",
]
