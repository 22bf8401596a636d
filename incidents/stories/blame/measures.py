"""What lacks a measure: actions of which nobody can say when they are done, and impact without a number."""

from incidents.stories.blame.findings import Hit
from incidents.stories.blame.prose import Sentence, TextWord
from incidents.stories.blame.words import DETERMINERS, PRETTY, word_set

VAGUE = word_set(
    "make "
    "improve enhance investigate consider review look think explore evaluate strengthen optimise optimize "
    "revisit try discuss examine rethink reconsider harden better increase"
)
THINGS = word_set(
    "reliable safer faster stable "
    "monitoring alerting alerts testing tests documentation docs process processes procedure procedures "
    "communication resilience robustness reliability robust resilient observability tooling training "
    "deployment quality performance stability handling coverage visibility awareness practices workflow "
    "workflows culture runbooks situation things"
)
ENDLESS = word_set(
    "further possible necessary needed appropriate some soon eventually more better again closely"
)
PROMISE = frozenset(["will", "should", "must", "need", "needs", "have", "plan", "want", "shall"])
SECTIONS = (
    "action",
    "follow-up",
    "follow up",
    "next step",
    "to do",
    "todo",
    "remediation",
    "corrective",
    "preventive",
    "improvement",
)
NUMBERS = word_set(
    "half all every none hundred thousand million two three four five six seven eight nine ten twelve "
    "dozen quarter third"
)
POPULATION = word_set(
    "users user customers customer clients requests orders visitors merchants tenants accounts "
    "transactions payments people subscribers shoppers emails messages sessions traffic queries uploads "
    "calls services"
)
AFFECTED = word_set(
    "affected impacted unable lost delayed dropped rejected charged experienced saw failed could couldn't "
    "couldn’t received got noticed reported suffered timed disrupted interrupted locked see experience "
    "encountered faced missing"
)
SIZES = word_set(
    "significant considerable severe major minor noticeable substantial huge limited big massive small "
    "serious large slight moderate widespread"
)
EFFECTS = frozenset(["impact", "effect", "effects", "disruption", "degradation", "downtime"])
LONGEST_ACTION = 16
NEAR = 9


def action(sentence: Sentence, *, is_action: bool = False) -> Hit | None:
    """A vague action: “improve monitoring”, “we need better alerting”, “monitoring should be improved”."""
    words = [word for word in sentence.words if not word.is_mark]
    if not words or sentence.is_heading or sentence.words[-1].text == "?" or _is_measured(sentence):
        return None
    is_action = is_action or is_of_actions(sentence.section)
    if len(words) > (LONGEST_ACTION * 2 if is_action else LONGEST_ACTION):
        return None
    lowers = [word.lower for word in words]
    verb = _promised(lowers)
    if verb is not None and (is_action or _has_no_end(lowers)):
        return Hit("vague_action", sentence.words.index(words[verb]), len(sentence.words) - 1)
    if _is_passive(lowers):
        return Hit("vague_action", 0, len(sentence.words) - 1)
    return None


def is_of_actions(section: str) -> bool:
    return any(word in section for word in SECTIONS)


def _promised(lowers: list[str]) -> int | None:
    """The place of a vague verb that begins the sentence, or follows “we will”."""
    if lowers[0] in VAGUE:
        is_other = lowers[0] == "look" and lowers[1:2] not in (["into"], ["at"])
        is_other |= lowers[0] == "make" and not {"more", "better"} & set(lowers)
        return None if is_other else 0
    if lowers[0] not in {"we", "i", "everyone", "team"} or not PROMISE & set(lowers[1:4]):
        return None
    return next((at for at, word in enumerate(lowers[2:7], 2) if word in VAGUE), None)


def _has_no_end(lowers: list[str]) -> bool:
    return (
        bool(THINGS & set(lowers))
        or lowers[-1] in ENDLESS
        or (ENDLESS - {"more", "better"}) & set(lowers[-3:]) != set()
    )


def _is_passive(lowers: list[str]) -> bool:
    """“monitoring should be improved”."""
    done = {
        "improved",
        "enhanced",
        "reviewed",
        "strengthened",
        "revisited",
        "optimised",
        "optimized",
        "better",
        "investigated",
    }
    for at, word in enumerate(lowers[:6]):
        if (
            word in {"should", "must", "needs", "will", "could"}
            and lowers[at + 1 : at + 2]
            and lowers[at + 1] in {"be", "to"}
        ):
            return bool(done & set(lowers[at + 1 : at + 5])) and bool(THINGS & set(lowers[:at]))
    return False


def _is_measured(sentence: Sentence) -> bool:
    return any(
        word.is_exempt or any(sign.isdigit() for sign in word.text) or word.lower in NUMBERS
        for word in sentence.words
    )


def impact(sentence: Sentence, place: int) -> Hit | None:
    """“some users were affected”: of how many, nobody knows."""
    words = sentence.words
    start = place
    if _is_counted(sentence):
        return None
    end = min(place + 7, len(words))
    who = next((at for at in range(place + 1, end) if words[at].lower in POPULATION), 0)
    if not who or any(word.is_mark for word in words[place:who]):
        return None
    done = next((at for at in range(who + 1, min(who + NEAR, len(words))) if words[at].lower in AFFECTED), 0)
    return Hit("vague_impact", start, done) if done else None


def amount(sentence: Sentence, place: int) -> Hit | None:
    """“a large number of requests failed”."""
    words = sentence.words
    is_of = place + 1 < len(words) and words[place + 1].lower == "of"
    if not is_of:
        return None
    found = impact(sentence, place + 1)
    begin = place
    while begin and (words[begin - 1].lower in SIZES or words[begin - 1].lower in DETERMINERS):
        begin -= 1
    return found and Hit("vague_impact", begin, found.last)


def effect(sentence: Sentence, place: int) -> Hit | None:
    """“a significant impact on users”, “the effect was considerable”, “severe disruption”."""
    words = sentence.words
    if _is_counted(sentence):
        return None
    before = words[place - 1].lower if place else ""
    if before in SIZES:
        is_external = {word.lower for word in words[place + 1 : place + 6]} & (
            POPULATION | {"business", "sales", "revenue"}
        )
        had = {word.lower for word in words[max(0, place - 6) : place]} & {
            "had",
            "caused",
            "saw",
            "experienced",
            "suffered",
            "was",
            "with",
        }
        return Hit("vague_impact", place - 1, place) if is_external or had else None
    size = next((at for at in range(place + 1, min(place + NEAR, len(words))) if words[at].lower in SIZES), 0)
    has_verb = any(word.lower in {"was", "were"} for word in words[place + 1 : size])
    return Hit("vague_impact", place, size) if size and has_verb else None


def _is_counted(sentence: Sentence) -> bool:
    return any(_is_number(word) for word in sentence.words)


def _is_number(word: TextWord) -> bool:
    """A number that counts; a time of day, a version and a status code do not."""
    text = word.text.rstrip("%")
    if word.text == "%" or word.lower in NUMBERS:
        return True
    is_digits = text.replace(",", "").replace(".", "").isdigit()
    return is_digits and not (len(text) == 3 and text[0] in "45" and text[1] in "0123" and text.isdigit())


TRIGGERS = {
    **dict.fromkeys(PRETTY, impact),
    **dict.fromkeys(
        (
            "number",
            "amount",
            "subset",
            "portion",
            "fraction",
            "percentage",
            "part",
            "share",
            "lot",
            "majority",
        ),
        amount,
    ),
    **dict.fromkeys(EFFECTS, effect),
}
