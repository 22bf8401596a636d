"""Who reads: everything that visibility may depend on, and nothing else."""

from dataclasses import dataclass, replace

from django.contrib.auth.models import AnonymousUser

from incidents.models.statements import Parameter
from incidents.models.user import User

PERSON = Parameter("reader")


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever asks to see something. Readers that are equal see the same.

    Teams, stories shared by name and requests to review follow from `person` in the database. A statement
    that is kept for many readers is compiled for `placeholder`, so it can depend on nothing that is not a
    field here.
    """

    person: int | Parameter | None = None
    """The key of the account; None for somebody who has not signed in."""
    is_editor: bool = False

    @classmethod
    def of(cls, account: User | AnonymousUser) -> "Reader":
        """The reader behind an account. One that is not active reads as if not signed in."""
        if not isinstance(account, User) or not account.is_active:
            return ANYBODY
        return cls(account.pk, account.is_editor)

    @property
    def is_signed_in(self) -> bool:
        return self.person is not None

    @property
    def placeholder(self) -> "Reader":
        """Any reader of this standing: the key of the account is the parameter `reader` of the statement."""
        return replace(self, person=PERSON) if self.is_signed_in else self


ANYBODY = Reader()
"""Somebody who has not signed in."""
