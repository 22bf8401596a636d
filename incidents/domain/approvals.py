"""What publishing a story asks of its reviewers, where the instance wants approvals."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from django.conf import settings

from incidents.errors import Fault
from incidents.models import Incident, Review, ReviewVerdict, User
from incidents.stories.document import Story


@dataclass(frozen=True)
class Approvals:
    """Of the current revision of a story."""

    wanted: int
    given: int
    """Those that count."""
    objections: int
    """Reviewers who ask for changes of it."""

    @property
    def are_enough(self) -> bool:
        return not self.wanted or (self.given >= self.wanted and not self.objections)


def of(incident: Incident) -> Approvals:
    """One query."""
    reviews = Review.objects.standing().of_current_revision().filter(incident=incident)
    counted = reviews if settings.OWN_APPROVAL_COUNTS else reviews.by_others()
    approving = counted.filter(verdict=ReviewVerdict.APPROVED).count()
    objecting = reviews.filter(verdict=ReviewVerdict.CHANGES_REQUESTED).count()
    return Approvals(settings.APPROVALS_WANTED, approving, objecting)


def faults(
    story: Story, *, old: Story | None, before: Incident | None, author: User | None
) -> Iterator[Fault]:
    """Why a person may not publish the story yet. What a catalogue brings is exempt."""
    wanted = settings.APPROVALS_WANTED
    if not wanted or author is None or story.status != "published" or (old and old.status == "published"):
        return
    if before is None or old is None:
        yield Fault("/status", f"needs approval first ({wanted} wanted); save a draft and ask for review")
        return
    if msgspec.structs.replace(story, status=old.status) != old:
        message = "would publish changes that nobody has approved; save them with the status they have now"
        yield Fault("/status", f"{message}, and ask for review")
        return
    found = of(before)
    if found.given < wanted:
        said = f"revision {before.revision_number} has {found.given} of {wanted} approvals that are wanted"
        yield Fault("/status", f"cannot be published: {said}; ask for review")
    if found.objections:
        said = f"cannot be published: a reviewer asks for changes of revision {before.revision_number}"
        yield Fault("/status", f"{said}; make them, or ask her to withdraw that")
