"""Shallow causes: one root cause, and a person as the cause."""

from incidents.stories.blame.findings import Hit
from incidents.stories.blame.prose import Sentence
from incidents.stories.blame.subjects import is_person, next_phrase, subject
from incidents.stories.blame.words import DETERMINERS, MISDEEDS, MISHAPS, NEGATIONS, word_set

UNKNOWN = word_set(
    "unknown unclear open found known investigated determined understood identified never not no still"
)
ONLY = frozenset({"only", "sole", "single", "one", "exact", "true", "real"})
REASONS = frozenset({"cause", "reason", "culprit", "explanation"})
ERRORS = frozenset(
    {"error", "errors", "mistake", "mistakes", "typo", "typos", "slip", "blunder", "oversight", "failure"}
)
WHOSE = frozenset(
    {"human", "operator", "user", "pilot", "manual", "people", "personal", "engineer", "administrator"}
)
OF_CAUSE = frozenset({"by", "to", "of"})
NEAR = 5


def root_cause(sentence: Sentence, place: int) -> Hit | None:
    """“the root cause was …”. Several root causes, and one that is looked for, are none."""
    words = sentence.words
    if words[place].lower == "root":
        if place + 1 >= len(words) or words[place + 1].lower != "cause":
            return None
        cause = place + 1
    else:
        cause = place
    if _is_negated(sentence, place, cause):
        return None
    if sentence.is_heading:
        return Hit("single_cause", place, cause, "The heading asks for one cause, and failures have several.")
    if cause + 1 < len(words) and words[cause + 1].text == ":":
        return Hit("single_cause", place, cause)
    stop = min(cause + 14, len(words))
    for at in range(cause + 1, stop):
        if words[at].lower in {"is", "was", "being", "turned", "lies", "lay", "as"}:
            after = {word.lower for word in words[at + 1 : at + 4]}
            if words[at].lower == "as" and not {"identified", "named", "determined", "found"} & {
                w.lower for w in words[max(0, place - 4) : at]
            }:
                continue
            return None if after & UNKNOWN else Hit("single_cause", place, cause)
        if words[at].text in ",;.":
            break
    return None


def _is_negated(sentence: Sentence, place: int, cause: int) -> bool:
    words = sentence.words
    before = {word.lower for word in words[max(0, place - 4) : place]}
    after = {word.lower for word in words[cause + 1 : cause + 2]}
    return bool(
        (before & (NEGATIONS | {"possible", "assumed", "which", "what"}))
        or after & {"analysis", "analyses", "not"}
    )


def one_reason(sentence: Sentence, place: int) -> Hit | None:
    """“the only reason for the outage”, “exactly one reason”, “the sole cause”."""
    words = sentence.words
    if place + 1 >= len(words) or words[place + 1].lower not in REASONS:
        return None
    before = {word.lower for word in words[max(0, place - 3) : place]}
    word = words[place].lower
    if before & NEGATIONS or (
        word == "one" and not before & {"exactly", "just", "only", "and", "had", "has"}
    ):
        return None
    if word in {"real", "true", "exact", "single"} and not _states(sentence, place + 1):
        return None
    return Hit("single_cause", place, place + 1)


def _states(sentence: Sentence, place: int) -> bool:
    after = [word.lower for word in sentence.words[place + 1 : place + 8]]
    return bool({"was", "is", ":"} & set(after)) and not UNKNOWN & set(after)


def comes_down(sentence: Sentence, place: int) -> Hit | None:
    """“it all came down to a typo”, “boils down to”."""
    words = sentence.words
    after = [word.lower for word in words[place + 1 : place + 3]]
    return Hit("single_cause", place, place + 2) if after == ["down", "to"] else None


def entirely(sentence: Sentence, place: int) -> Hit | None:
    """“purely the result of”, “solely due to”, “entirely caused by”."""
    words = sentence.words
    after = [word.lower for word in words[place + 1 : place + 5]]
    joined = " ".join(after)
    causes = ("the result of", "a result of", "due to", "caused by", "because of", "down to")
    for cause in causes:
        if joined.startswith(cause) and not {w.lower for w in words[max(0, place - 3) : place]} & NEGATIONS:
            return Hit("single_cause", place, place + len(cause.split()))
    return None


def human_error(sentence: Sentence, place: int) -> Hit | None:
    """“human error”, “operator error”, “a mistake by the night shift”, “the SRE's mistake”."""
    words = sentence.words
    before = words[place - 1].lower if place else ""
    if (
        words[place].lower in {"failure", "errors", "error"}
        and before not in WHOSE
        and not before.endswith(("'s", "’s"))
    ):
        return None
    near = {word.lower for word in words[max(0, place - NEAR) : place]}
    after = {word.lower for word in words[place + 1 : place + 4]}
    if (near | after) & NEGATIONS or (
        before == "user" and after & {":", "message", "messages", "rate", "rates", "in"}
    ):
        return None
    is_by_mistake = before == "by" and any(
        is_person([one], "ran") for one in words[max(0, place - 2 * NEAR) : place]
    )
    if before in WHOSE or is_by_mistake:
        return Hit("human_cause", place - 1, place)
    if before.endswith(("'s", "’s", "s'", "s’")) and is_person(words[max(0, place - 3) : place], "ran"):
        return Hit("human_cause", place - 1, place)
    if place + 1 < len(words) and words[place + 1].lower in {"by", "of", "made", "on"}:
        start = place + (3 if words[place + 1].lower == "made" else 2)
        agent = next_phrase(sentence, start)
        if "part" in {word.lower for word in words[place + 1 : place + 5]}:
            agent = next_phrase(sentence, place + 5)
        if is_person(agent, "ran"):
            return Hit("human_cause", place, start + len(agent) - 1)
    return None


def fat_finger(sentence: Sentence, place: int) -> Hit | None:
    word = sentence.words[place].lower
    after = sentence.words[place + 1].lower if place + 1 < len(sentence.words) else ""
    if word == "fat" and not after.startswith("finger"):
        return None
    return Hit("human_cause", place, place + (word == "fat"))


def mishap(sentence: Sentence, place: int) -> Hit | None:
    """“an engineer accidentally deleted …”, “was inadvertently removed by an operator”."""
    words = sentence.words
    if subject(sentence, place, "ran") == "person":
        return Hit("human_cause", place, min(place + 1, len(words) - 1))
    for at in range(place + 1, min(place + 4, len(words))):
        if words[at].lower == "by" and is_person(next_phrase(sentence, at + 1), "ran"):
            return Hit("human_cause", place, at + 1)
    return None


def misdeed(sentence: Sentence, place: int) -> Hit | None:
    """“the operator mistyped the count”; “the wrong cable” with a person as the subject."""
    words = sentence.words
    if words[place].lower == "wrong":
        verb = place - 1
        while (
            verb > 0
            and place - verb < NEAR
            and (words[verb].lower in DETERMINERS | {"in", "on", "to", "into", "of"})
        ):
            verb -= 1
        if verb <= 0 or not words[verb].lower.endswith(("ed", "ose", "an", "ok", "ut")):
            return None
        return Hit("human_cause", verb, place) if subject(sentence, verb, "ran") == "person" else None
    return (
        Hit("human_cause", place, place) if subject(sentence, place, words[place].lower) == "person" else None
    )


def caused_by(sentence: Sentence, place: int) -> Hit | None:
    """“caused by an engineer”, “due to an admin”, “because of the DBA”."""
    words = sentence.words
    at = place + 1
    if at >= len(words) or words[at].lower not in OF_CAUSE:
        return None
    if {word.lower for word in words[max(0, place - 3) : place]} & NEGATIONS:
        return None
    agent = next_phrase(sentence, at + 1)
    if agent and agent[-1].lower.endswith(("'s", "’s")):
        return None
    return Hit("human_cause", place, at + len(agent)) if is_person(agent, "ran") else None


TRIGGERS = {
    "root": root_cause,
    **dict.fromkeys(ONLY, one_reason),
    **dict.fromkeys(("came", "comes", "boils", "boiled"), comes_down),
    **dict.fromkeys(("purely", "solely", "entirely", "exclusively", "simply", "all"), entirely),
    **dict.fromkeys(ERRORS, human_error),
    **dict.fromkeys(("fat", "fat-finger", "fat-fingered", "fat-fingering"), fat_finger),
    **dict.fromkeys(MISHAPS, mishap),
    **dict.fromkeys((*MISDEEDS, "wrong"), misdeed),
    **dict.fromkeys(("caused", "triggered", "due", "because"), caused_by),
}
