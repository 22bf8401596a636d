"""Whether a run may change anything: a list that shrinks by much, or cannot be read, is left as it was."""

from msgspec import Struct

MOST_VANISHED = 5
"""A run halts if more than one entry in so many has vanished."""


class RunVerdict(Struct, frozen=True):
    halts: bool
    reason: str = ""


def of_run(*, found: int, known: int, vanished: int, is_window: bool) -> RunVerdict:
    """`known`: entries of the feed that were not missing; `vanished`: those of them that are not found now.

    A window shows the newest entries only, so old ones leave it without having vanished.
    """
    if not found and known:
        return RunVerdict(True, f"Nothing was found where {known:,} entries were; nothing was changed.")
    if not found:
        return RunVerdict(True, "Nothing was found; nothing was changed.")
    if not is_window and vanished * MOST_VANISHED > known:
        return RunVerdict(
            True,
            f"{vanished:,} of {known:,} entries have vanished, more than a fifth; nothing was changed.",
        )
    return RunVerdict(False)
