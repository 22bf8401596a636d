"""Runs all rules over a text: each word looks up the rules that it begins, so the time is linear."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator

from incidents.stories.blame import causes, counterfactuals, judgements, measures
from incidents.stories.blame.findings import ADVICE, KINDS, BlameFinding, Hit, Kind
from incidents.stories.blame.prose import Sentence, sentences

Rule = Callable[[Sentence, int], Hit | None]


def _all_rules() -> dict[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = defaultdict(list)
    for some in (judgements.TRIGGERS, counterfactuals.TRIGGERS, causes.TRIGGERS, measures.TRIGGERS):
        for word, rule in some.items():
            found[word].append(rule)
    return {word: tuple(rules) for word, rules in found.items()}


RULES = _all_rules()


def check_text(
    text: str, *, kinds: frozenset[Kind] = frozenset(KINDS), is_action: bool = False
) -> tuple[BlameFinding, ...]:
    """The findings in a plain or Markdown text, in its order. `is_action`: the text is one action."""
    lines = [0]
    for line in text.split("\n"):
        lines.append(lines[-1] + len(line) + 1)
    found: list[BlameFinding] = []
    for sentence in sentences(text):
        hits = _once(_hits(sentence, is_action=is_action))
        found += [_finding(text, sentence, hit, lines) for hit in hits if hit.kind in kinds]
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))


def _hits(sentence: Sentence, *, is_action: bool) -> Iterator[Hit]:
    if hit := measures.action(sentence, is_action=is_action):
        yield hit
    for place, word in enumerate(sentence.words):
        for rule in RULES.get(word.lower, ()):
            if hit := rule(sentence, place):
                yield hit
        first = word.text[0]
        if first == "@":
            if hit := judgements.handle(sentence, place):
                yield hit
        elif first.isupper() and (hit := judgements.name(sentence, place)):
            yield hit


def _once(hits: Iterator[Hit]) -> list[Hit]:
    """One finding of a kind where several rules see the same words."""
    kept: list[Hit] = []
    for hit in hits:
        if not any(
            hit.kind == one.kind and hit.first <= one.last and one.first <= hit.last for one in kept[-4:]
        ):
            kept.append(hit)
    return kept


def _finding(text: str, sentence: Sentence, hit: Hit, lines: list[int]) -> BlameFinding:
    words = sentence.words
    start, end = words[hit.first].start, words[min(hit.last, len(words) - 1)].end
    line = bisect_right(lines, start)
    why, question = ADVICE[hit.kind]
    return BlameFinding(
        kind=hit.kind,
        quote=text[start:end],
        why=hit.why or why,
        question=question,
        start=start,
        end=end,
        line=line,
        column=start - lines[line - 1] + 1,
    )
