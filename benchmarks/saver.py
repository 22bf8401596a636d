"""One of several writers, started by `benchmarks.saves` in the checkout that is measured.

With the arguments WRITER and STORIES it prepares its documents and says `ready`. Then it obeys the lines of
its input: `new` saves each under a reference of its own, `title` and `fix` change one thing in each. It
answers with the seconds that took. It asks nothing of a checkout but what `save` has always taken.
"""

import sys
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

from msgspec.structs import replace

from incidents.domain import stories
from incidents.stories import vocabulary
from incidents.stories.document import Story
from incidents.stories.reading import folder

NOW = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
FIXTURES = Path.cwd() / "fixtures"


def main(writer: str, number: int) -> None:
    shipped = _shipped(number)
    documents, revision, rounds = shipped, 0, 0
    print("ready", flush=True)
    for line in sys.stdin:
        if (what := line.strip()) == "new":
            rounds += 1
            documents, revision = [_named(story, f"{writer}{rounds:02}") for story in shipped], 0
        else:
            documents, revision = [_changed(story, what, revision) for story in documents], revision + 1
        began = perf_counter()
        for story in documents:
            stories.save(story=story, based_on=revision or None, origin="catalogue", now=NOW)
        print(perf_counter() - began, flush=True)


def _shipped(number: int) -> list[Story]:
    """The stories of the catalogue, again and again, numbered."""
    words = vocabulary.from_yaml((FIXTURES / "terms.yaml").read_bytes())
    shipped = [folder.read(path, vocabulary=words) for path in sorted(FIXTURES.glob("stories/*/*.yaml"))]
    return [
        replace(story, ref=f"{place:03}", aliases=(), relations=())
        for place, story in enumerate(islice(cycle(shipped), number))
    ]


def _named(story: Story, prefix: str) -> Story:
    return replace(story, ref=f"KF-{prefix}{story.ref}", slug=f"story-{prefix}{story.ref}")


def _changed(story: Story, what: str, revision: int) -> Story:
    if what == "title":
        return replace(story, title=f"Story {revision}")
    if what == "fix" and story.fixes:
        first, *others = story.fixes
        return replace(story, fixes=(replace(first, text=f"Try {revision}"), *others))
    return replace(story, licence=f"CC0 {revision}") if what == "fix" else story


if __name__ == "__main__":
    main(sys.argv[-2], int(sys.argv[-1]))
