"""Verdicts of reviewers: each is about one revision, and ends with the next one or when it is withdrawn."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from incidents import access
from incidents.domain import audit, saving
from incidents.domain.notifications import kinds, notify
from incidents.domain.reviewing.comments import may_see
from incidents.erasing import Traces, Words
from incidents.errors import Fault, NotPossible, Refused
from incidents.models import Incident, Review, ReviewRequest, ReviewVerdict, User
from incidents.models.reader import Reader
from incidents.models.review import LONGEST
from incidents.yamltree import NOT_TEXT

MOST = 500
"""Reviews of one story, those that ended among them."""
AUDITED = {ReviewVerdict.APPROVED: "review.approved", ReviewVerdict.CHANGES_REQUESTED: "review.objected"}
"""The action in the audit log."""
NOT_KEPT = "The review was not kept."


@transaction.atomic
def give(
    *,
    incident: Incident,
    verdict: ReviewVerdict,
    words: str,
    based_on: int,
    actor: User,
    at: datetime,
) -> bool:
    """Returns whether the actor did not say the same of that revision before.

    `based_on`: the revision that she read. Who asked her and the owner are told. Raises `Refused` with
    every fault, `Outdated` where somebody saved the story since, `NotPossible` where she may not review it
    any more.
    """
    locked = _reviewable(incident, actor)
    saving.check_based_on(ref=locked.ref, before=locked, based_on=based_on)
    words = words.strip()
    if faults := list(_faults(verdict, words)):
        raise Refused(NOT_KEPT, faults)
    own = Review.objects.standing().filter(incident=locked, reviewer=actor)
    if own.filter(revision_number=based_on, verdict=verdict, words=words).exists():
        return False
    if Review.objects.filter(incident=locked).count() >= MOST:
        raise NotPossible(f"{locked.ref} has {MOST:,} reviews, which is as many as can be. {NOT_KEPT}")
    own.update(superseded_at=at)
    Review.objects.create(
        incident=locked, revision_number=based_on, reviewer=actor, verdict=verdict, words=words, given_at=at
    )
    _record(AUDITED[verdict], locked, based_on, actor, at)
    _tell(locked, verdict, based_on, actor, at)
    return True


@transaction.atomic
def withdraw(*, incident: Incident, actor: User, at: datetime) -> bool:
    """Returns whether the actor had a verdict. Raises `NotPossible` where she may not review it any more."""
    locked = _reviewable(incident, actor)
    own = Review.objects.standing().filter(incident=locked, reviewer=actor)
    number = own.values_list("revision_number", flat=True).first()
    if number is None:
        return False
    own.update(withdrawn_at=at)
    _record("review.revoked", locked, number, actor, at)
    return True


def traces(*, story: str, words: Words) -> Traces:
    return Traces(tuple(f"{story}, review {one.pk}" for one in _holding(story, words)))


def erase(*, story: str, words: Words) -> Traces:
    found = list(_holding(story, words))
    for one in found:
        one.words = words.replaced_in_name(words.replaced(one.words))
        one.save(update_fields=["words"])
    return Traces(tuple(f"{story}, review {one.pk}" for one in found))


def _holding(story: str, words: Words) -> Iterator[Review]:
    for one in Review.objects.filter(incident__ref=story).order_by("pk"):
        if words.are_in_name(one.words):
            yield one


def _reviewable(incident: Incident, actor: User) -> Incident:
    """The story, locked against saves and verdicts that come at once."""
    person = User.objects.get(pk=actor.pk)
    seen = Incident.objects.visible_to(Reader.of(person)).select_for_update(no_key=True)
    locked = seen.filter(pk=incident.pk).first()
    if locked is None or not access.may_review(person, locked):
        raise NotPossible(f"You may not review {incident.ref} any more. {NOT_KEPT}")
    return locked


def _faults(verdict: ReviewVerdict, words: str) -> Iterator[Fault]:
    if verdict == ReviewVerdict.CHANGES_REQUESTED and not words:
        yield Fault("/words", "is blank; say what has to change")
    if len(words) > LONGEST:
        yield Fault("/words", f"has {len(words):,} characters; {LONGEST:,} are possible")
    if found := NOT_TEXT.search(words):
        yield Fault("/words", f"holds the control character U+{ord(found.group()):04X}; remove it")


def _tell(incident: Incident, verdict: ReviewVerdict, number: int, actor: User, at: datetime) -> None:
    asked = ReviewRequest.objects.filter(incident=incident, person=actor)
    concerned = set(asked.values_list("asked_by_id", flat=True))
    concerned |= {incident.owner_id} if incident.owner_id else set()
    people = may_see(User.objects.active().filter(pk__in=concerned), incident)
    said = verdict.label.lower()
    notify(kinds.REVIEW_GIVEN, to=people, actor=actor, at=at, story=incident, verdict=said, revision=number)


def _record(action: str, incident: Incident, number: int, actor: User, at: datetime) -> None:
    details = {"revision": number}
    audit.record(action=action, target=incident.ref, actor=actor, at=at, details=details)
