"""Parses the samples beside it, and texts that tests write."""

from pathlib import Path

from incidents.feeds.found import FoundStory, Parsed
from incidents.feeds.parsing import parse
from incidents.feeds.received import Received

SAMPLES = Path(__file__).parent / "samples"


def sample(kind: str, name: str, address: str = "") -> Parsed:
    return parse(kind, Received(data=(SAMPLES / name).read_bytes(), address=address))


def read(kind: str, text: str | bytes, **more: str) -> Parsed:
    data = text.encode() if isinstance(text, str) else text
    return parse(kind, Received(data=data, **more))


def by_title(parsed: Parsed) -> dict[str, FoundStory]:
    found = {story.title: story for story in parsed.stories}
    assert len(found) == len(parsed.stories)
    return found


def messages(parsed: Parsed) -> list[str]:
    return [f"{fault.line}: {fault.pointer} {fault.message}" for fault in parsed.faults]
