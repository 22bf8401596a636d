"""Parses feeds of doubling sizes and hostile texts of doubling lengths: `python -m benchmarks.feeds`.

Milliseconds of the processor for each size; where they more than double, the time is not linear.
"""

import json
import time
from collections.abc import Callable
from functools import partial

from incidents.feeds.matching import KnownEntries, known_of
from incidents.feeds.parsing import parse
from incidents.feeds.received import Received

SIZES = (1_250, 2_500, 5_000, 10_000)
"""Entries."""
LENGTHS = (2_500, 5_000, 10_000, 20_000)
"""Repetitions of a mark."""


def entry(number: int) -> str:
    return (
        f"* [Story {number} - of night - Company {number % 300} - blog post 2019](https://c.example/{number})\n"
        "    * involved: AWS, `NotReady` nodes, CoreDNS (two, three), `ndots:5`\n"
        "    * impact: an outage, errors\n"
    )


def item(number: int) -> str:
    text = "&lt;p&gt;Words of an outage &lt;b&gt;at night&lt;/b&gt;&lt;/p&gt;"
    head = f"<title>Story {number}</title><link>/{number}</link><guid>{number}</guid>"
    return f"<item>{head}<description>{text}</description></item>\n"


def bullet(number: int) -> str:
    return f"<li><a href='https://c.example/{number}'>Story {number} - Company - blog post 2019</a></li>\n"


def paragraph(number: int) -> str:
    more = f"[More](https://d.example/{number})"
    return f"[Company {number}](https://c.example/{number}). A sign was wrong. {more}.\n\n"


FEEDS: dict[str, Callable[[int], str]] = {
    "k8s-af": lambda size: "".join(map(entry, range(size))),
    "paragraphs": lambda size: "## Signs\n\n" + "".join(map(paragraph, range(size))),
    "rss": lambda size: f"<rss><channel>{''.join(map(item, range(size)))}</channel></rss>",
    "k8s-af-html": lambda size: f"<ul>{''.join(map(bullet, range(size)))}</ul>",
    "json-feed": lambda size: json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "items": [
                {"id": n, "url": f"https://c.example/{n}", "content_html": "<p>outage</p>"}
                for n in range(size)
            ],
        }
    ),
}
BEFORE = "* [a - b - blog 2019](https://a.example) "
"""Of the list; in XML the marks stand in a description."""
IN_XML = "<rss><channel><item><title>a</title><description>"
MARKS = (
    "[", "]", "[]", "](", "](((", "[a](", "`", "``` `", "\\", "**a ", "__a**b ", "<", "<a ",
    "&lt;!--", "<!--", "( ", "2019 ", " - ", "a, ", "(", "“", "* ", "    * ", "> ", "# ",
    "<ul><li>", "<b>", "<li><a href=x>",
)  # fmt: skip


def milliseconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1_000


def row(name: str, times: list[float]) -> str:
    return f"{name:28}" + "".join(f"{one:10.1f}" for one in times)


def parsing(kind: str, texts: list[str]) -> list[float]:
    received = [Received(data=text.encode()) for text in texts]
    return [milliseconds(partial(parse, kind, one)) for one in received]


def matching(size: int) -> float:
    stories = parse("k8s-af", Received(data=FEEDS["k8s-af"](size).encode())).stories
    known = KnownEntries(known_of(story, number) for number, story in enumerate(stories))
    return milliseconds(lambda: [known.match(story) for story in stories])


def main() -> None:
    print(row("entries", list(SIZES)))
    for kind, made in FEEDS.items():
        print(row(kind, parsing(kind, [made(size) for size in SIZES])))
    print(row("matching, all known", list(map(matching, SIZES))))
    print(row("\nrepetitions of a mark", list(LENGTHS)))
    for kind in ("k8s-af", "k8s-af-html", "paragraphs", "rss"):
        before = IN_XML if kind == "rss" else BEFORE
        times = {mark: parsing(kind, [before + mark * length for length in LENGTHS]) for mark in MARKS}
        for mark in sorted(times, key=lambda mark: times[mark][-1])[-3:]:
            print(row(f"{kind} {mark!r}", times[mark]))


if __name__ == "__main__":
    main()
