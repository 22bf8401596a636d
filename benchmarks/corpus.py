"""Generates stories with the proportions of real ones, reproducibly by their number."""

import json
import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from uuid import UUID

from incidents.domain.search import UNKNOWN
from incidents.stories.vocabulary import Vocabulary

FIRST_DAY = date(2014, 6, 1)
DAYS = 4_300
LONGEST_AGO = datetime(2015, 1, 1, tzinfo=UTC)
FILLERS = 30_000
TITLE_WORDS = 8
PASSAGES = 5_000
"""Number of texts of each kind. Stories reuse them, since a million of their own would take an hour."""
SECTIONS = (60, 90, 200)
"""Largest number of words of the texts of a story: a symptom, a factor, a fix."""
LENGTHS = {0.1: 0.4, 0.35: 0.4, 1.0: 0.2}
"""Lengths relative to the largest, with the share of stories."""
ORGANISATIONS = 2_000
RECURRING = 3_000
"""Number of combinations of components, and of failure modes, that stories share."""
NEW = 0.15
"""Share of stories with a combination of their own."""
FEW = (1, 1, 2, 2, 3, 4)
SYLLABLES = (
    "ba",
    "co",
    "du",
    "fel",
    "gri",
    "ho",
    "ju",
    "ka",
    "lom",
    "mi",
    "nor",
    "pa",
    "ru",
    "sol",
    "tar",
    "vu",
)


@dataclass(frozen=True)
class Probe:
    """A word in a known share of the stories, and in the title of every tenth of these."""

    word: str
    share: float


PROBES = (
    Probe("zeppelin", 0.00001),
    Probe("quorum", 0.001),
    Probe("conntrack", 0.01),
    Probe("backlog", 0.01),
    Probe("latency", 0.18),
    Probe("restart", 0.18),
)


@dataclass(frozen=True)
class Made:
    number: int
    title: str
    texts: tuple[str, ...]
    kind: str
    severity: str
    trigger: str
    organisation: int | None
    components: tuple[str, ...]
    failure_modes: tuple[str, ...]
    effects: tuple[str, ...]
    occurred: date | None
    published: datetime

    @property
    def uuid(self) -> UUID:
        return UUID(int=self.number)


class Skewed:
    """Draws from a list with a Zipf-like distribution: the first items are by far the most frequent."""

    def __init__(self, items: list[str], exponent: float = 1.0) -> None:
        self.items = items
        self.sums = list(accumulate(1 / (rank + 2) ** exponent for rank in range(len(items))))

    def one(self, chance: random.Random) -> str:
        return self.items[min(bisect(self.sums, chance.random() * self.sums[-1]), len(self.items) - 1)]

    def some(self, chance: random.Random, count: int) -> list[str]:
        return chance.choices(self.items, cum_weights=self.sums, k=count)


def fillers() -> list[str]:
    """Invented words that no stemmer changes, because they end in x."""
    chance = random.Random(1)
    made: dict[str, None] = {}
    while len(made) < FILLERS:
        made["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) + "x"] = None
    return list(made)


@dataclass
class Corpus:
    vocabulary: Vocabulary
    seed: int = 7
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        shuffled = random.Random(self.seed)

        def slugs(facet: str) -> list[str]:
            found = [term.slug for term in self.vocabulary.facets[facet].terms]
            shuffled.shuffle(found)
            return found

        self.fillers = Skewed(fillers(), 0.9)
        self.passages = {
            length: [
                [self._passage(shuffled, round(most * length)) for _ in range(PASSAGES)] for most in SECTIONS
            ]
            for length in LENGTHS
        }
        self.components = Skewed([slug for slug in slugs("component") if "/" in slug], 0.8)
        self.failure_modes = Skewed(slugs("failure_mode"), 0.8)
        self.chance = random.Random(self.seed)
        self.usual_components, self.usual_failure_modes = (
            Skewed([" ".join(self._few(among, FEW)) for _ in range(RECURRING)], 0.8)
            for among in (self.components, self.failure_modes)
        )
        self.effects = Skewed(slugs("effect"), 0.8)
        self.triggers = Skewed(slugs("trigger"))
        self.kinds = Skewed(["incident", "hazard", "near_miss", "failed_change", "exercise_finding"], 1.5)
        self.severities = Skewed(slugs("severity"))
        self.organisations = Skewed([str(number) for number in range(ORGANISATIONS)])

    def stories(self, size: int) -> Iterator[Made]:
        self.chance = random.Random(self.seed)
        for number in range(1, size + 1):
            yield self._story(number, size)

    def _story(self, number: int, size: int) -> Made:
        chance = self.chance
        title = self.fillers.some(chance, TITLE_WORDS)
        (length,) = chance.choices(list(LENGTHS), weights=list(LENGTHS.values()))
        passages = [chance.choice(among) for among in self.passages[length]]
        for probe in PROBES:
            if chance.random() < probe.share:
                if chance.random() < 0.1:
                    title[chance.randrange(TITLE_WORDS)] = probe.word
                else:
                    passages[chance.randrange(len(passages))] += f" {probe.word}"
        return Made(
            number=number,
            title=" ".join(title),
            texts=tuple(passages),
            kind=self.kinds.one(chance),
            severity=self.severities.one(chance),
            trigger=self.triggers.one(chance),
            organisation=int(self.organisations.one(chance)) if chance.random() < 0.8 else None,
            components=self._recurring(self.usual_components, self.components),
            failure_modes=self._recurring(self.usual_failure_modes, self.failure_modes),
            effects=self._few(self.effects, (0, 1, 1, 2, 2)),
            occurred=FIRST_DAY + timedelta(days=chance.randrange(DAYS)) if chance.random() < 0.4 else None,
            published=LONGEST_AGO + timedelta(days=DAYS * number / size),
        )

    def _recurring(self, usual: Skewed, among: Skewed) -> tuple[str, ...]:
        """A combination that other stories have too, or for some stories a new one."""
        if self.chance.random() < NEW:
            return self._few(among, FEW)
        return tuple(usual.one(self.chance).split())

    def _few(self, among: Skewed, counts: tuple[int, ...]) -> tuple[str, ...]:
        return tuple(sorted(set(among.some(self.chance, self.chance.choice(counts)))))

    def _passage(self, chance: random.Random, count: int) -> str:
        return " ".join(self.fillers.some(chance, count))


def document(made: Made) -> str:
    """The JSON of the story, as a save would write it."""
    symptom, factor, fix = made.texts
    return json.dumps(
        {
            "ref": f"GEN-{made.number}",
            "uuid": str(made.uuid),
            "slug": f"gen-{made.number}",
            "kind": made.kind,
            "title": made.title,
            "summary": made.title,
            "status": "published",
            "components": made.components,
            "symptoms": [{"id": "s1", "kind": "metric", "text": symptom}],
            "factors": [
                {"id": f"f{index}", "dimension": "code", "failure_mode": mode, "text": factor}
                for index, mode in enumerate(made.failure_modes or (UNKNOWN,), 1)
            ],
            "fixes": [{"id": "x1", "phase": "remediation", "text": fix, "outcome": "worked"}],
            "takeaways": [{"id": "t1", "text": made.title}],
        }
    )
