"""The addresses of an entry from its links."""

from collections.abc import Iterable

from incidents.feeds import addresses
from incidents.feeds.found import FoundAddress

MOST = 200


def addresses_of(written: Iterable[str], base: str = "", *, primary: int = 1) -> tuple[FoundAddress, ...]:
    """Each address of the web once, in order; the first `primary` of them tell the story."""
    found: dict[tuple[str, str | None, bool], FoundAddress] = {}
    for place, address in enumerate(written):
        if len(found) >= MOST:
            break
        one = None if address.startswith("#") else addresses.canonical(address, base)
        absolute = addresses.joined(address, base)
        if one is None or absolute is None:
            continue
        found.setdefault(
            (one.address, one.locator, one.archived is None),
            FoundAddress(
                written=absolute,
                canonical=one.address,
                locator=one.locator,
                archived=one.archived,
                role="primary" if place < primary else "secondary",
            ),
        )
    return tuple(found.values())
