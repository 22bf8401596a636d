"""Who the subject of a verb is: a person, or a system. Nobody blames a pod."""

from typing import Literal

from incidents.stories.blame import names
from incidents.stories.blame.prose import Sentence, TextWord
from incidents.stories.blame.words import (
    ADVERBS,
    AMBIGUOUS,
    CLAUSE,
    DETERMINERS,
    HUMAN,
    NOT_BLAMED,
    PERSON_VERBS,
    PREPOSITIONS,
    SYSTEM_BEFORE,
)

Subject = Literal["person", "system", "none"]
FARTHEST = 14
"""Words looked back: no sentence is read twice as a whole, however long it is."""
ALSO_OBJECTS = frozenset({"manager", "managers", "group", "lead", "leads", "support"})
"""People, unless a word such as “package”, “volume” or “consumer” stands before them."""
MARKS = frozenset(",;:()—–.!?")


def subject(sentence: Sentence, verb: int, act: str = "") -> Subject:
    """The subject of the verb at this place; `act`, what it did, tells an operator from an operator."""
    words = sentence.words
    end = verb
    while end and (words[end - 1].lower in ADVERBS or _is_adverb(words[end - 1].lower)):
        end -= 1
    begin = end
    while begin and end - begin < FARTHEST and not _separates(words[begin - 1]):
        begin -= 1
    if begin == end:
        return _before(sentence, begin, act)
    if words[end - 1].lower == "they":
        return (
            "person" if end == 1 or any(is_person([word]) for word in words[:end][-FARTHEST:-1]) else "system"
        )
    return _kind(words[begin:end], act)


def _before(sentence: Sentence, place: int, act: str) -> Subject:
    """The subject of a clause that has none of its own, as in “the engineer ran it and forgot …”."""
    if place == 0 or sentence.words[place - 1].text in ";:.!?":
        return "none"
    begin = max(0, place - 1 - FARTHEST)
    people = [word for word in sentence.words[begin : place - 1] if is_person([word], act)]
    if not people:
        return "system"
    return "person" if sentence.words[place - 1].lower in {"and", "then", ",", "but", "or"} else "system"


def _separates(word: TextWord) -> bool:
    return word.lower in CLAUSE or word.text in MARKS


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") and word not in {"supply", "assembly", "reply", "anomaly", "family", "early"}


def _kind(span: list[TextWord], act: str) -> Subject:
    if span[-1].lower == "who":
        return "person"
    if len(span) > 2 and span[0].lower in {"one", "some", "several", "two"} and span[1].lower == "of":
        span = span[2:]
    head = next((place for place, word in enumerate(span) if place and word.lower in PREPOSITIONS), len(span))
    return "person" if is_person(span[:head], act) else "system"


def is_person(phrase: list[TextWord], act: str = "") -> bool:
    """Whether a noun phrase such as “the engineer on duty” or “our DBA” names people."""
    words = [word for word in phrase if not word.is_mark]
    if not words:
        return False
    last = words[-1]
    noun = last.lower.removesuffix("'s").removesuffix("’s").removesuffix("'").removesuffix("’")
    before = words[-2].lower if len(words) > 1 else ""
    if noun in NOT_BLAMED:
        return False
    if noun in AMBIGUOUS:
        return act in PERSON_VERBS and before not in SYSTEM_BEFORE
    if noun in HUMAN:
        return before not in SYSTEM_BEFORE or noun not in ALSO_OBJECTS
    if last.text.startswith("@"):
        return names.is_handle(last.text)
    return names.is_given(last.text.removesuffix("'s").removesuffix("’s")) or (
        len(words) > 1 and words[-1].text[:1].isupper() and names.is_given(words[-2].text)
    )


def next_phrase(sentence: Sentence, place: int, most: int = 6) -> list[TextWord]:
    """The noun phrase that begins here: up to its head, without what follows a preposition or a mark."""
    found: list[TextWord] = []
    for word in sentence.words[place : place + most]:
        if word.lower == "of" and len(found) == 1 and found[0].lower in {"one", "some"}:
            continue
        if found and (word.is_mark or word.lower in PREPOSITIONS or word.lower in CLAUSE):
            break
        found.append(word)
        if word.lower in AMBIGUOUS or (is_person(found) and word.lower not in DETERMINERS):
            break
    return found
