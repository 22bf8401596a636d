"""Whoever writes says which revision they started from: nobody overwrites what they have not seen."""

from incidents.errors import NotPossible, Outdated
from incidents.models import Incident, Rule


def check(*, ref: str, before: Incident | Rule | None, based_on: int | None) -> None:
    """`based_on` is None for what is new. Raises `NotPossible` where nothing stands, else `Outdated`."""
    if before is None and based_on is not None:
        raise NotPossible(f"{ref} does not exist here, so there is nothing to change.")
    if before is not None and before.revision_number != based_on:
        message = (
            f"{ref} stands at revision {before.revision_number}; you started from {based_on or 'nothing'}."
        )
        raise Outdated(message, current=before.revision_number)
