"""Stories: every write goes through `save`, and what a reader may see of one is looked up here.

Other packages import from here only; the tables behind a story are private to this package.
"""

from incidents.domain.stories import (
    attachments,
    comparing,
    creation,
    erase,
    history,
    index,
    lookup,
    related,
    relations,
    similar,
    sources,
    texts,
    visible,
)
from incidents.domain.stories.lookup import StoredStory
from incidents.domain.stories.related import Neighbourhood, RelatedCheck, RelatedContent, RelatedRule, Tie
from incidents.domain.stories.retirement import (
    Handover,
    MergedStory,
    Proposed,
    handover,
    merge,
    propose,
    withdraw,
)
from incidents.domain.stories.save import SavedStory, current, restore, save
from incidents.domain.stories.similar import Similar

__all__ = [
    "Handover",
    "MergedStory",
    "Neighbourhood",
    "Proposed",
    "RelatedCheck",
    "RelatedContent",
    "RelatedRule",
    "SavedStory",
    "Similar",
    "StoredStory",
    "Tie",
    "attachments",
    "comparing",
    "creation",
    "current",
    "erase",
    "handover",
    "history",
    "index",
    "lookup",
    "merge",
    "propose",
    "related",
    "relations",
    "restore",
    "save",
    "similar",
    "sources",
    "texts",
    "visible",
    "withdraw",
]
