"""Stories end: withdrawn, or merged into another. Their revisions stay."""

from incidents.domain.stories.retirement.merging import (
    Handover,
    MergedStory,
    Proposed,
    handover,
    merge,
    propose,
)
from incidents.domain.stories.retirement.withdrawing import withdraw

__all__ = ["Handover", "MergedStory", "Proposed", "handover", "merge", "propose", "withdraw"]
