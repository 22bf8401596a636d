"""Words that judge people, calls for more care, and people by name."""

from incidents.stories.blame import names
from incidents.stories.blame.findings import Hit, Kind
from incidents.stories.blame.prose import Sentence
from incidents.stories.blame.subjects import is_person, next_phrase, subject
from incidents.stories.blame.words import NEGATIONS, word_set

ALWAYS = word_set(
    "negligent negligence negligently reckless recklessly incompetent incompetence irresponsible "
    "irresponsibly stupid stupidly stupidity foolish foolishly idiotic amateurish unprofessional "
    "inattentive inattention complacent complacency thoughtless thoughtlessly lackadaisical clumsy "
    "clumsily inexperienced carelessness idiot idiots blunder"
)
OF_PEOPLE = frozenset(["careless", "carelessly", "sloppy", "lazy", "dumb", "sloppily", "ignorant"])
"""Also said of code and quorums: they count beside a person or a person's act."""
ACTS = word_set(
    "mistake mistakes thing work engineer engineers developer developers change changes request fix fixes "
    "workaround shortcut review reviews decision idea approach error attitude commit pull merge "
    "deployment testing handling to of"
)
PHRASES: dict[str, tuple[tuple[Kind, tuple[str, ...]], ...]] = {
    "poor": (("blame", ("poor", "judgement")), ("blame", ("poor", "judgment"))),
    "bad": (("blame", ("bad", "judgement")), ("blame", ("bad", "judgment"))),
    "rookie": (("blame", ("rookie", "mistake")), ("blame", ("rookie", "error"))),
    "should": (("blame", ("should", "have", "known", "better")),),
    "common": (("blame", ("common", "sense")),),
    "lack": (
        ("blame", ("lack", "of", "care")),
        ("blame", ("lack", "of", "discipline")),
        ("blame", ("lack", "of", "competence")),
    ),
    "dropped": (("blame", ("dropped", "the", "ball")),),
    "screwed": (("blame", ("screwed", "up")),),
    "messed": (("blame", ("messed", "up")),),
    "competent": (("blame", ("competent", "enough")),),
    "spoken": (("blame", ("been", "spoken", "to")),),
    "disciplinary": (("blame", ("disciplinary",)),),
    "reprimanded": (("blame", ("reprimanded",)),),
    "botched": (("blame", ("botched",)),),
    "think": (("care", ("think", "twice")),),
    "exercise": (("care", ("exercise", "caution")), ("care", ("exercise", "more", "caution"))),
    "try": (("care", ("try", "harder")),),
    "raise": (("care", ("raise", "awareness")),),
    "retrain": (("care", ("retrain",)),),
    "retraining": (("care", ("retraining",)),),
    "vigilance": (("care", ("vigilance",)),),
    "refresher": (("care", ("refresher",)),),
}
REFLEXIVE = frozenset({"itself", "themselves", "himself", "herself", "ourselves"})
BE = frozenset({"be", "been", "being", "is", "are", "was", "were", "stay", "remain", "get"})
CAREFUL = frozenset(
    ["careful", "vigilant", "mindful", "diligent", "attentive", "cautious", "thorough", "disciplined"]
)
MORE = frozenset(["more", "extra", "very", "especially", "particularly"])
REMINDED = word_set(
    "everyone everybody all people staff engineers developers operators team teams colleagues them us "
    "ourselves"
)
DUTY = word_set("will must should shall always everyone everybody please future to need needs and")


def phrase(sentence: Sentence, place: int) -> Hit | None:
    words = sentence.words
    for kind, wanted in PHRASES[words[place].lower]:
        begin = place - wanted.index(words[place].lower)
        if begin >= 0 and tuple(word.lower for word in words[begin : begin + len(wanted)]) == wanted:
            return Hit(kind, begin, begin + len(wanted) - 1)
    return None


def judging(sentence: Sentence, place: int) -> Hit | None:
    words = sentence.words
    word = words[place].lower
    if word in OF_PEOPLE:
        after = words[place + 1].lower if place + 1 < len(words) else ""
        is_of_person = subject(sentence, place) == "person" or any(
            is_person([one], "ran") for one in words[max(0, place - 4) : place]
        )
        if after not in ACTS and not is_of_person:
            return None
    if word == "inexperienced" or {one.lower for one in words[max(0, place - 3) : place]} & {
        "not",
        "never",
        "nobody",
    }:
        return Hit("blame", place, place) if word == "inexperienced" else None
    return Hit("blame", place, place)


def blamed(sentence: Sentence, place: int) -> Hit | None:
    """“is to blame”, “the blame lies with”, “blamed on”: with people, not with a kernel."""
    words = sentence.words
    word = words[place].lower
    if {one.lower for one in words[max(0, place - 4) : place]} & {"without", "no", "not", "never"}:
        return None
    if word == "blame" and place > 1 and words[place - 2].lower in REFLEXIVE:
        return Hit("blame", place - 2, place)
    if word == "blame" and place and words[place - 1].lower == "to":
        verb = place - 1
        while verb and words[verb - 1].lower in BE:
            verb -= 1
        return Hit("blame", place - 1, place) if subject(sentence, verb, "ran") == "person" else None
    for at in range(place + 1, min(place + 6, len(words))):
        if words[at].lower in {"on", "with", "at"} and is_person(next_phrase(sentence, at + 1), "ran"):
            return Hit("blame", place, at)
    if is_person(next_phrase(sentence, place + 1), "ran"):
        return Hit("blame", place, place + 1)
    return None


def fault(sentence: Sentence, place: int) -> Hit | None:
    """“whose fault”, “the fault of the infrastructure group”, “the vendor's fault”, “at fault”."""
    words = sentence.words
    before = words[place - 1] if place else None
    if before is None:
        return None
    is_owned = before.lower.endswith(("'s", "’s", "s'")) and is_person(
        words[max(0, place - 3) : place], "ran"
    )
    if before.lower in {"whose", "his", "her", "their", "your", "my"} or is_owned:
        return Hit("blame", place - 1, place)
    if before.lower == "at":
        verb = place - 1
        while verb and words[verb - 1].lower in BE:
            verb -= 1
        return Hit("blame", place - 1, place) if subject(sentence, verb, "ran") == "person" else None
    is_of_people = (
        place + 2 < len(words)
        and words[place + 1].lower == "of"
        and is_person(next_phrase(sentence, place + 2), "ran")
    )
    return Hit("blame", place, place + 2) if is_of_people else None


def responsible(sentence: Sentence, place: int) -> Hit | None:
    """“the person responsible for the deletion”; teams that are responsible for a service are none."""
    words = sentence.words
    who = words[place - 1].lower if place else ""
    people = {
        "person",
        "people",
        "engineer",
        "engineers",
        "operator",
        "developer",
        "individual",
        "one",
        "admin",
    }
    if who not in people or place + 3 >= len(words) or words[place + 1].lower != "for":
        return None
    what = {word.lower for word in words[place + 2 : place + 6]}
    deeds = {
        "deletion",
        "outage",
        "incident",
        "mistake",
        "error",
        "change",
        "failure",
        "deploy",
        "deployment",
        "breach",
        "mess",
        "this",
    }
    return Hit("blame", place - 1, place + 1) if what & deeds else None


def who_did(sentence: Sentence, place: int) -> Hit | None:
    """A question for the culprit: “who approved …?”"""
    words = sentence.words
    if place or words[-1].text != "?":
        return None
    acts = {
        "approved",
        "allowed",
        "merged",
        "thought",
        "did",
        "decided",
        "pushed",
        "deployed",
        "broke",
        "deleted",
        "changed",
        "let",
    }
    at = next((at for at in range(1, min(5, len(words))) if words[at].lower in acts), 0)
    return Hit("blame", 0, at) if at else None


def careful(sentence: Sentence, place: int) -> Hit | None:
    """“be more careful”; “a more careful look” is none."""
    words = sentence.words
    begin = place
    while begin and words[begin - 1].lower in MORE:
        begin -= 1
    if not begin or words[begin - 1].lower not in BE:
        return None
    if words[begin - 1].lower not in {"be", "being", "been", "stay", "remain", "get"}:
        return None
    before = {word.lower for word in words[max(0, begin - 4) : begin - 1]}
    return None if before & (NEGATIONS - {"no"}) else Hit("care", begin - 1, place)


def attention(sentence: Sentence, place: int) -> Hit | None:
    """“pay attention”, “take more care”, “with more care”."""
    words = sentence.words
    before = [word.lower for word in words[max(0, place - 4) : place]]
    wanted = {"pay", "paying"} if words[place].lower == "attention" else {"take", "taking"}
    if not wanted & set(before):
        return None
    if words[place].lower == "care" and not {"more", "better", "greater", "extra"} & set(before):
        return None
    begin = place - (len(before) - max(at for at, word in enumerate(before) if word in wanted))
    return Hit("care", begin, place)


def double_check(sentence: Sentence, place: int) -> Hit | None:
    before = {word.lower for word in sentence.words[max(0, place - 4) : place]}
    return Hit("care", place, place) if not place or before & DUTY else None


def remind(sentence: Sentence, place: int) -> Hit | None:
    after = [word.lower for word in sentence.words[place + 1 : place + 4]]
    found = next((at for at, word in enumerate(after) if word in REMINDED), -1)
    return Hit("care", place, place + 1 + found) if found >= 0 else None


def handle(sentence: Sentence, place: int) -> Hit | None:
    return Hit("name", place, place) if names.is_handle(sentence.words[place].text) else None


def name(sentence: Sentence, place: int) -> Hit | None:
    """A given name; one that is also a thing needs a person's verb beside it."""
    words = sentence.words
    word = words[place].text.removesuffix("'s").removesuffix("’s")
    if not names.may_be_given(word):
        return None
    after = words[place + 1] if place + 1 < len(words) else None
    before = words[place - 1].lower if place else ""
    has_surname = (
        after is not None and after.text.isalpha() and after.text[:1].isupper() and after.text[1:].islower()
    )
    last = place + 1 if has_surname else place
    then = words[last + 1].lower if last + 1 < len(words) else ""
    if names.is_given(word):
        if place and words[place - 1].text[:1].isupper() and words[place - 1].text.isalpha() and place > 1:
            return None
        return Hit("name", place, last)
    acts = then in names.DOERS - {
        "was",
        "had",
        "has",
        "started",
        "stopped",
        "went",
        "did",
        "found",
        "removed",
        "deleted",
    }
    is_named = (
        before in names.BY
        and (has_surname or then in {"", ".", ",", "to", "and", "at"})
        and word.lower() not in MONTHS
    )
    return Hit("name", place, last) if (acts or is_named) and word.lower() not in PRODUCTS else None


MONTHS = frozenset({"april", "may", "june", "august"})
PRODUCTS = word_set("jenkins flux jasmine java ruby rust mercury phoenix nova iris julia page will")
TRIGGERS = {
    **dict.fromkeys(PHRASES, phrase),
    **dict.fromkeys(ALWAYS | OF_PEOPLE, judging),
    **dict.fromkeys(("blame", "blamed"), blamed),
    "fault": fault,
    "responsible": responsible,
    "who": who_did,
    **dict.fromkeys(CAREFUL, careful),
    **dict.fromkeys(("attention", "care"), attention),
    **dict.fromkeys(("double-check", "double-checking"), double_check),
    **dict.fromkeys(("remind", "reminded"), remind),
}
