"""A timeline proposed from what was pasted: a chat, a log, a list of events, notes with times.

Other packages import from here only.
"""

from incidents.stories.pasting.proposal import (
    Milestone,
    PastedNote,
    ProposedEvent,
    ProposedTimeline,
    QuietGap,
)
from incidents.stories.pasting.proposing import propose

__all__ = ["Milestone", "PastedNote", "ProposedEvent", "ProposedTimeline", "QuietGap", "propose"]
