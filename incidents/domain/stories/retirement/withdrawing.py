"""A story is withdrawn: its page says why, and may name another one."""

from datetime import datetime

from incidents.domain.stories.retirement import ending
from incidents.domain.stories.save import SavedStory, current, save
from incidents.models import User
from incidents.stories.document import Withdrawal


def withdraw(
    *, ref: str, based_on: int, author: User, reason: str, now: datetime, successor: str | None = None
) -> SavedStory:
    """The page remains and gives the reason; the content stays in the history, for those who may edit it."""
    ending.check(ref=ref, reason=reason, other=successor, pointer="/successor", author=author)
    withdrawal = Withdrawal(reason=reason, successor=successor)
    story = ending.untold(current(ref=ref), status="withdrawn", withdrawal=withdrawal)
    return save(story=story, based_on=based_on, origin="person", author=author, reason=reason, now=now)
