"""Erasing what must not be kept, such as a secret or a person's data: from a story and the rules about it."""

from datetime import datetime

from django.db import transaction

from incidents import refs
from incidents.domain import (
    actions,
    audit,
    drafts,
    idempotency,
    reviewing,
    rules,
    saving,
    sightings,
    stories,
)
from incidents.erasing import Traces, Words
from incidents.errors import Fault, NotPossible, Refused
from incidents.models import Incident, Revision, Rule, RuleRevision, User

ACTION = "erase"


def traces(*, ref: str, words: Words) -> Traces:
    """Where the words are: in the story or rule, and, of a story, in the rules that name it.

    Raises `NotPossible` where there is no such story or rule, or nothing to erase.
    """
    _check_known(ref)
    if refs.RULE.fullmatch(ref):
        return _found(ref, rules.erase.traces(ref=ref, words=words))
    found = stories.erase.traces(ref=ref, words=words)
    for rule in rules.erase.of_story(ref=ref):
        found += rules.erase.traces(ref=rule, words=words)
    found += drafts.erase.traces(story=ref, words=words)
    found += actions.erase.traces(story=ref, words=words)
    found += sightings.erase.traces(story=ref, words=words)
    found += reviewing.comments.traces(story=ref, words=words)
    found += reviewing.verdicts.traces(story=ref, words=words)
    return _found(ref, found + rules.erase.traces_beside(story=ref, words=words))


@transaction.atomic
def erase(*, ref: str, words: Words, author: User, reason: str, now: datetime) -> Traces:
    """Replaces the words by a mark wherever `traces` finds them; there is no way back.

    `address` is where the request came from. The audit log keeps the places and the reason, not the words.
    Raises `Refused` where the reason is missing or holds the words, `NotPossible` where there are none.
    """
    check_reason(reason=reason, words=words)
    saving.lock()
    _check_known(ref)
    if refs.RULE.fullmatch(ref):
        found = rules.erase.erase(ref=ref, words=words, author=author, reason=reason, now=now)
    else:
        found = stories.erase.erase(ref=ref, words=words, author=author, reason=reason, now=now)
        for rule in rules.erase.of_story(ref=ref):
            found += rules.erase.erase(ref=rule, words=words, author=author, reason=reason, now=now)
        found += drafts.erase.erase(story=ref, words=words)
        found += actions.erase.erase(story=ref, words=words)
        found += sightings.erase.erase(story=ref, words=words)
        found += reviewing.comments.erase(story=ref, words=words)
        found += reviewing.verdicts.erase(story=ref, words=words)
        found += rules.erase.erase_beside(story=ref, words=words, now=now)
    _found(ref, found)
    idempotency.erase(words=words)
    audit.record(
        action=ACTION,
        target=ref,
        actor=author,
        at=now,
        reason=reason,
        details={"count": len(found.places), "places": found.places},
    )
    return found


def check_reason(*, reason: str, words: Words) -> None:
    """Raises `Refused` where the reason is missing or cannot be kept."""
    faults = [*saving.missing_reason(reason), *saving.reason_faults(reason)]
    if words.are_in(reason):
        faults.append(Fault(saving.REASON, "holds what has to go, and is kept; say it in other words"))
    if faults:
        raise Refused("Nothing was erased.", faults)


def _found(ref: str, traces: Traces) -> Traces:
    if traces.places:
        return traces
    stays = f" They stay in {', '.join(traces.left)}, where nothing else is possible." if traces.left else ""
    raise NotPossible(f"There is nothing to erase: none of the words is in a text of {ref}.{stays}")


def elsewhere(*, ref: str, words: Words) -> list[str]:
    """Stories and rules beyond those of `traces` whose documents hold the words. Reads every revision."""
    own = {ref} if refs.RULE.fullmatch(ref) else {ref, *rules.erase.of_story(ref=ref)}
    found: set[str] = set()
    for model, named in ((Revision, "incident__ref"), (RuleRevision, "rule__ref")):
        rows = model._default_manager.exclude(**{f"{named}__in": own}).values_list(named, "document")
        found |= {
            other for other, document in rows.iterator() if other not in found and words.are_in(document)
        }
    return sorted(found)


def _check_known(ref: str) -> None:
    heads = Rule.objects if refs.RULE.fullmatch(ref) else Incident.objects
    if not heads.filter(ref=ref).exists():
        raise NotPossible(f"There is no {ref} here.")
