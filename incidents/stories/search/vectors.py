"""The weighted words of a story for full-text search."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from incidents.stories import components
from incidents.stories.document import Story
from incidents.stories.search import words

MOST_LETTERS = 60_000
"""Characters of one story that are indexed; a vector holds about ten times as much."""


@dataclass(frozen=True)
class WeightedWords:
    """The words of one weight, A to D. `wholes`: a tsvector with positions, as PostgreSQL reads it."""

    weight: str
    atoms: str
    wholes: str


def sections(story: Story) -> Iterator[WeightedWords]:
    left = MOST_LETTERS
    for weight, texts in WEIGHTS.items():
        taken = []
        for text in filter(None, texts(story)):
            taken.append(text[:left])
            left -= len(taken[-1])
        yield _section(weight, taken)


def texts(story: Story) -> list[str]:
    """The texts of a story that snippets may quote, without the title, in the order of `sections`."""
    return [text for some in (_symptoms, _factors, _rest) for text in some(story) if text]


def everything(story: Story) -> Iterator[str | None]:
    """All texts that `sections` depends on."""
    return chain.from_iterable(some(story) for some in WEIGHTS.values())


def all_components(story: Story) -> set[str]:
    """All components named in the story, and everything above them in the tree."""
    named = {*story.components, *(name for factor in story.factors for name in factor.components)}
    named |= {symptom.component for symptom in story.symptoms if symptom.component}
    return components.with_all_above(named)


def _section(weight: str, texts: Iterable[str]) -> WeightedWords:
    atoms: list[str] = []
    wholes: dict[str, list[int]] = defaultdict(list)
    for text in texts:
        for chunk in words.chunks(text):
            first, last = len(atoms) + 1, len(atoms) + len(chunk.atoms)
            for whole in chunk.wholes:
                wholes[whole] += [first, last]
            atoms += chunk.atoms
    lexemes = (f"{quoted(whole)}:{','.join(map(str, places))}" for whole, places in wholes.items())
    return WeightedWords(weight, " ".join(atoms), " ".join(lexemes))


def quoted(lexeme: str) -> str:
    """A quoted lexeme, as in a tsvector or tsquery."""
    doubled = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


Texts = Iterator[str | None]


def _names(story: Story) -> Texts:
    yield story.title
    yield story.ref
    yield from story.aliases
    yield story.organisation


def _symptoms(story: Story) -> Texts:
    for symptom in story.symptoms:
        yield symptom.text
        yield symptom.observable


def _factors(story: Story) -> Texts:
    for factor in story.factors:
        yield factor.text
        yield from (f"{version.product} {version.introduced or ''}" for version in factor.versions)


def _rest(story: Story) -> Texts:
    yield story.summary
    yield from (fix.text for fix in story.fixes)
    yield from (takeaway.text for takeaway in story.takeaways)
    yield from (impact.text for impact in story.impacts)
    yield from (event.text for event in story.timeline)
    yield from (action.text for action in story.actions)
    yield story.trigger.text if story.trigger else None
    yield story.detection.gap_text if story.detection else None
    yield story.body
    for item in story.evidence:
        yield item.text
        yield item.body


WEIGHTS = {"A": _names, "B": _symptoms, "C": _factors, "D": _rest}
"""The texts of each weight, the heaviest first."""
