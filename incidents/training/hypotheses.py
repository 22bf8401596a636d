"""The hypothesis board: the true mechanism among those of other stories that look alike and are none."""

import hmac
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from incidents.stories import sentences
from incidents.stories.document import Factor, Story
from incidents.training.drill import Hypothesis
from incidents.training.spoilers import MARK, REFERENCE

MOST = 5
ENOUGH = 3
"""Others on the board; those that have nothing to do with it come only where there would be fewer."""


@dataclass(frozen=True)
class Mechanism:
    """The mechanism of a story, and what that story has in common with others."""

    ref: str
    title: str
    text: str
    failure_mode: str
    failure_modes: frozenset[str]
    """Of all factors of its story."""
    components: frozenset[str]
    """Of all parts of its story."""
    symptom_kinds: frozenset[str]


def board(
    story: Story, candidates: Iterable[Mechanism], *, related: Collection[str], secret: bytes
) -> tuple[Hypothesis, ...]:
    """In an order that tells nothing. `secret` keeps the keys from being guessed.

    `related`: stories that a relation leads to or comes from; their mechanisms could be defended as well.
    """
    others = distractors(story, candidates, related=related)
    hypotheses = (
        Hypothesis(_key(secret, story.ref, one.ref), _sentence(one.text), one.ref, one.title)
        for one in (mechanism_of(story), *others)
    )
    return tuple(sorted(hypotheses, key=lambda one: one.key))


def first_factor(story: Story) -> Factor:
    """The factor that the board is about: the first that a source states."""
    return min(story.factors, key=lambda factor: factor.basis == "inferred")


def distractors(
    story: Story, candidates: Iterable[Mechanism], *, related: Collection[str]
) -> tuple[Mechanism, ...]:
    """Up to five with as many failure modes, none of which the story has itself."""
    modes = {factor.failure_mode for factor in story.factors}
    possible = [
        one
        for one in candidates
        if one.ref != story.ref and one.ref not in related and modes.isdisjoint(one.failure_modes)
    ]
    ranked = sorted(possible, key=lambda one: (-_likeness(story, one), _shuffled(story.ref, one)))
    alike = list(_different([one for one in ranked if _likeness(story, one)]))
    return tuple(alike[:MOST] if len(alike) >= ENOUGH else list(_different(ranked))[:ENOUGH])


def _different(candidates: Iterable[Mechanism]) -> Iterator[Mechanism]:
    """One of each failure mode."""
    taken: set[str] = set()
    for one in candidates:
        if one.failure_mode not in taken:
            taken.add(one.failure_mode)
            yield one


def _likeness(story: Story, one: Mechanism) -> int:
    """How easily one takes it for the other: what the checks tell apart, components, symptoms."""
    named = one.ref in {ref for check in story.checks for ref in check.otherwise}
    components = components_of(story)
    exact = len(components & one.components)
    near = len(_tops(components) & _tops(one.components))
    kinds = len({symptom.kind for symptom in story.symptoms} & one.symptom_kinds)
    return 20 * named + 4 * exact + 2 * near + kinds


def components_of(story: Story) -> frozenset[str]:
    return frozenset(
        {
            *story.components,
            *(symptom.component for symptom in story.symptoms if symptom.component),
            *(name for factor in story.factors for name in factor.components),
        }
    )


def mechanism_of(story: Story) -> Mechanism:
    factor = first_factor(story)
    return Mechanism(
        ref=story.ref,
        title=story.title,
        text=factor.text,
        failure_mode=factor.failure_mode,
        failure_modes=frozenset(one.failure_mode for one in story.factors),
        components=components_of(story),
        symptom_kinds=frozenset(symptom.kind for symptom in story.symptoms),
    )


def _tops(components: Iterable[str]) -> frozenset[str]:
    return frozenset(component.partition("/")[0] for component in components)


def _shuffled(ref: str, one: Mechanism) -> str:
    return sha256(f"{ref} {one.ref}".encode()).hexdigest()


def _key(secret: bytes, ref: str, other: str) -> str:
    return hmac.new(secret, f"{ref} {other}".encode(), sha256).hexdigest()[:8]


def _sentence(text: str) -> str:
    return REFERENCE.sub(MARK, sentences.first(text))
