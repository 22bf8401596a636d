"""Measures `soundings mcp` as an assistant uses it: a process, asked by the client of the SDK."""

import os
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

import anyio
import msgspec
from mcp import Client, StdioServerParameters, stdio_client

from benchmarks.questions import OWN, QuestionSet
from benchmarks.results import HEAD, Result
from incidents.cli.mcp import knowledge
from incidents.mcp import story
from incidents.rules import bundle
from incidents.rules.bundle import StoryDigest

SIZE = 10_000
"""Stories: those of the catalogue, and others mixed of them."""


def main() -> None:
    print(f"load {os.getloadavg()[0]:.1f}\n\n{HEAD}")
    catalogue = knowledge(None)
    longest = max(len(story.brief(ref, catalogue)) for ref in catalogue.digests)
    note = f"of {len(catalogue.digests)} stories; three characters a token"
    print(Result("the longest story, in tokens at most", longest / 3, 1500, note=note))
    whole = msgspec.structs.replace(catalogue.bundle, stories=tuple(_mixed(catalogue.bundle.stories)))
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary, "bundle.json")
        path.write_bytes(bundle.packed(msgspec.structs.replace(whole, prepared=None)))
        anyio.run(_measured, str(path))


def _mixed(stories: Sequence[StoryDigest]) -> Iterator[StoryDigest]:
    """The stories, and more of which each has the title, the symptoms and the fixes of three of them."""
    yield from stories
    chance = random.Random(7)
    for number in range(SIZE - len(stories)):
        titled, seen, fixed = chance.choices(stories, k=3)
        yield StoryDigest(
            f"GEN-{number + 1}",
            titled.title,
            fixed.summary,
            parts=seen.parts,
            fixes=fixed.fixes,
            takeaways=titled.takeaways,
        )


async def _measured(path: str) -> None:
    questions = QuestionSet.read(OWN)
    program = StdioServerParameters(
        command=sys.executable, args=["-m", "incidents.cli", "mcp", "--bundle", path]
    )
    async with Client(stdio_client(program)) as client:
        began = perf_counter()
        await client.call_tool("find", {"text": questions.texts[0].text})
        first = perf_counter() - began
        for name, asked in {"a sentence": questions.sentences, "a pasted text": questions.texts}.items():
            times = sorted([await _asked(client, one.text) for one in asked])
            note = (
                f"{len(times)} asked; 95 % within {times[len(times) * 95 // 100]:.0f}, most {times[-1]:.0f}"
            )
            print(Result(f"`find` of {name}, {SIZE:,} stories", median(times), 100, unit="ms", note=note))
        print(f"\nThe first answer took {first:.1f} s: it makes the index, and reads what stories name.")


async def _asked(client: Client, text: str) -> float:
    """Milliseconds."""
    began = perf_counter()
    result = await client.call_tool("find", {"text": text})
    assert not result.is_error
    return (perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
