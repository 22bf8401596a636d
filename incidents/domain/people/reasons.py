"""The reason that a change of somebody's account has to have."""

from collections.abc import Iterator

from incidents.errors import Fault
from incidents.models.revision import LONGEST_REASON
from incidents.yamltree import NOT_TEXT

POINTER = "/reason"


def faults(reason: str) -> Iterator[Fault]:
    if not reason.strip():
        yield Fault(POINTER, "is blank; say why, for those who read the audit log")
    if len(reason) > LONGEST_REASON:
        yield Fault(POINTER, f"is {len(reason):,} characters long; {LONGEST_REASON} are possible")
    if found := NOT_TEXT.search(reason):
        yield Fault(POINTER, f"holds the control character U+{ord(found.group()):04X}; remove it")
