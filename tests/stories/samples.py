"""Documents for the tests of the engine."""

from pathlib import Path
from typing import Any

import msgspec

from incidents.stories.document import Story

FLOOD = (Path(__file__).parent / "flood.yaml").read_text()


def draft(**fields: Any) -> Story:
    """The smallest document, with more fields as plain values."""
    smallest = {"ref": "KF-1", "slug": "a", "kind": "incident", "title": "A title", "status": "draft"}
    return msgspec.convert(smallest | fields, Story)
