"""Counterfactuals: “should have”, “failed to”, “forgot”, “if only”.

They count where people are the subject.
"""

from incidents.stories.blame.findings import Hit
from incidents.stories.blame.prose import Sentence, TextWord
from incidents.stories.blame.subjects import is_person, next_phrase, subject
from incidents.stories.blame.words import (
    ADVERBS,
    ATTEMPTS,
    AVOIDED,
    DONE_DUTIES,
    DUTIES,
    OF_OTHERS,
    word_set,
)

HAVE = frozenset({"have", "'ve", "of"})
NEVER = word_set("not never also probably really simply easily at least all definitely surely")
NARRATORS = frozenset({"we", "i"})
CARE_NOUNS = word_set("testing review reviews care attention training diligence discipline checking planning")
FEEBLE = word_set(
    "bothered thought checked tested verified cared asked reviewed read followed questioned considered"
)
NOBODY = frozenset({"nobody", "no-one", "noone", "none"})
PLUPERFECT = frozenset({"had", "hadn't", "hadn’t"})
HAD = PLUPERFECT | {"would", "could"}
OWNED = frozenset({"the", "a", "an", "no", "any", "access"})
"""After “had”, these make it a verb of its own: “if the team had a second node”."""
NEXT = 5
"""Words between the parts of a construction, at most."""


def modal(sentence: Sentence, place: int) -> Hit | None:
    """“should have”, “ought to have”, “could have”, “shouldn't have”."""
    words = sentence.words
    at = place + 1
    while at < len(words) and at - place < NEXT and (words[at].lower in NEVER or words[at].lower == "to"):
        at += 1
    if at >= len(words) or words[at].lower not in HAVE:
        return None
    verb = _after_adverbs(words, at + 1)
    done = words[verb].lower if verb < len(words) else ""
    last = min(verb, len(words) - 1)
    if done == "been":
        return _passive(sentence, place, verb)
    is_modal_of_duty = not words[place].lower.startswith("could")
    if subject(sentence, place, done) == "person" and (
        is_modal_of_duty or done not in {"lost", "seen", "used", "chosen"}
    ):
        return Hit("counterfactual", place, last)
    return None


def _passive(sentence: Sentence, place: int, been: int) -> Hit | None:
    """“should have been tested” leaves the person out; “rejected by the proxy” is said of a system."""
    words = sentence.words
    at = _after_adverbs(words, been + 1)
    if at >= len(words):
        return None
    if words[at].lower in {"more", "much", "far"} and at + 1 < len(words):
        at += 1
    duties = AVOIDED if words[place].lower.startswith("could") else DONE_DUTIES
    if subject(sentence, place) == "person" and not words[place].lower.startswith("could"):
        return Hit("counterfactual", place, at)
    if words[at].lower not in duties:
        return None
    if at + 1 < len(words) and words[at + 1].lower == "by":
        agent = next_phrase(sentence, at + 2)
        gerund = bool(agent) and any(word.lower.endswith("ing") or word.lower in CARE_NOUNS for word in agent)
        if not (is_person(agent, "tested") or gerund):
            return None
    return Hit("counterfactual", place, at)


def would(sentence: Sentence, place: int) -> Hit | None:
    """“proper testing would have prevented it”, “this would have been caught if we …”."""
    words = sentence.words
    at = place + 1
    while at < len(words) and at - place < NEXT and words[at].lower in NEVER | HAVE | {"been"}:
        at += 1
    if at >= len(words) or at == place + 1 or words[at].lower not in AVOIDED | {"happened"}:
        return None
    before = {word.lower for word in words[max(0, place - 8) : place]}
    people = bool(before & CARE_NOUNS) or subject(sentence, place) == "person"
    return Hit("counterfactual", place, at) if people and words[at].lower in AVOIDED else None


def conditional(sentence: Sentence, place: int) -> Hit | None:
    """“if the team had followed the process”, “had the operator read the runbook”, “if only”."""
    words = sentence.words
    if words[place].lower == "if":
        return _if(sentence, place)
    if place and words[place - 1].text not in ",;:—–":
        return None
    phrase = next_phrase(sentence, place + 1)
    verb = place + 1 + len(phrase)
    if not phrase or verb >= len(words):
        return None
    return Hit("counterfactual", place, verb) if is_person(phrase, _first_act(words, verb)) else None


def _if(sentence: Sentence, place: int) -> Hit | None:
    words = sentence.words
    near = [word.lower for word in words[place + 1 : place + 1 + 2 * NEXT]]
    if near[:1] == ["only"]:
        return Hit("counterfactual", place, place + 1) if HAD & set(near) else None
    had = next((place + 1 + at for at, word in enumerate(near) if word in PLUPERFECT), 0)
    if not had or had + 1 >= len(words):
        return None
    done = _first_act(words, had + 1)
    is_person = done not in OWNED and subject(sentence, had, done) == "person"
    return Hit("counterfactual", place, had + 1) if is_person else None


def _first_act(words: list[TextWord], at: int) -> str:
    return words[_after_adverbs(words, at) % len(words)].lower


def failed(sentence: Sentence, place: int) -> Hit | None:
    """“the team failed to”, “neglected to”."""
    words = sentence.words
    if place + 2 >= len(words) or words[place + 1].lower != "to":
        return None
    done = words[place + 2].lower
    if done in ATTEMPTS or subject(sentence, place, "") != "person":
        return None
    return Hit("counterfactual", place, place + 2)


def omitted(sentence: Sentence, place: int) -> Hit | None:
    """“forgot”, “overlooked”, “ignored”, “missed”, “skipped”, “omitted” with a person, or “was forgotten”."""
    words = sentence.words
    word = words[place].lower
    if word in {"forgotten", "overlooked"}:
        before = {one.lower for one in words[max(0, place - 3) : place]}
        if before & {"was", "were", "been"}:
            return Hit("counterfactual", place, place)
    act = "forgot" if word.startswith("forg") else ""
    who = subject(sentence, place, act)
    if who == "person" or (act and who == "none"):
        return Hit("counterfactual", place, min(place + 1, len(words) - 1))
    return None


def did_not(sentence: Sentence, place: int) -> Hit | None:
    """“did not test”, “never checked”, “nobody thought of”: a duty that was not done."""
    words = sentence.words
    at = place + 1
    if words[place].lower == "did":
        if at >= len(words) or words[at].lower != "not":
            return None
        at += 1
    at = _after_adverbs(words, at)
    if at >= len(words):
        return None
    verb = words[at].lower
    bare = (
        verb
        if verb in DUTIES
        else verb.removesuffix("d")
        if verb.removesuffix("d") in DUTIES
        else verb.removesuffix("ed")
    )
    if bare not in DUTIES or subject(sentence, place, "checked") != "person":
        return None
    near = {word.lower for word in words[max(0, place - 3) : place]}
    if near & NARRATORS and bare in OF_OTHERS:
        return None
    return Hit("counterfactual", place, at)


def nobody(sentence: Sentence, place: int) -> Hit | None:
    words = sentence.words
    at = place + 1
    if place and words[place - 1].lower in {"that", "which"}:
        return None
    if words[place].lower == "none" and {one.lower for one in words[at : at + 2]} != {"of", "us"}:
        return None
    stop = min(at + NEXT, len(words))
    while at < stop and words[at].lower not in FEEBLE:
        if words[at].is_mark:
            return None
        at += 1
    return Hit("counterfactual", place, at) if at < stop else None


def waited(sentence: Sentence, place: int) -> Hit | None:
    """“waited far too long”, “took too long to”, “was too slow to” of people."""
    words = sentence.words
    near = [word.lower for word in words[place + 1 : place + 5]]
    if "too" not in near or not {"long", "late", "slow"} & set(near):
        return None
    if subject(sentence, place, "waited") != "person":
        return None
    return Hit("counterfactual", place, min(place + 1 + near.index("too") + 1, len(words) - 1))


def _after_adverbs(words: list[TextWord], at: int) -> int:
    stop = min(at + NEXT, len(words))
    while at < stop and (
        words[at].lower in ADVERBS or words[at].lower in NEVER or words[at].lower.endswith("ly")
    ):
        at += 1
    return at


TRIGGERS = {
    **dict.fromkeys(
        ("should", "shouldn't", "shouldn’t", "ought", "could", "might", "should've", "could've"), modal
    ),
    "would": would,
    **dict.fromkeys(("if", "had"), conditional),
    **dict.fromkeys(("failed", "neglected", "failing", "neglecting"), failed),
    **dict.fromkeys(
        (
            "forgot",
            "forgotten",
            "overlooked",
            "ignored",
            "missed",
            "skipped",
            "omitted",
            "disregarded",
            "bypassed",
        ),
        omitted,
    ),
    **dict.fromkeys(("did", "didn't", "didn’t", "never"), did_not),
    **dict.fromkeys(NOBODY, nobody),
    **dict.fromkeys(("waited", "took", "hesitated"), waited),
}
