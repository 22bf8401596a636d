"""Titles of lists: `title - organisation - venue or kind, year`, split from the right."""

import re
from typing import NamedTuple

from incidents.feeds import dates, kinds, wording

SEPARATOR = " - "
DASHES = (" – ", " — ")
NOBODY = re.compile(
    r"\b(?:anonymous|unnamed|undisclosed|unknown)\b|\A(?:an?|our|some) (?:\w+ )?(?:client|customer)\b",
    re.IGNORECASE,
)
"""Describes an organisation and names none."""


class SplitTitle(NamedTuple):
    title: str
    organisation_raw: str | None = None
    organisation: str | None = None
    venue: str | None = None
    published_raw: str | None = None
    published: str | None = None


def split(title_raw: str) -> SplitTitle:
    """A title may hold the separator itself, so its last two parts are organisation and venue."""
    whole = wording.plain(title_raw)
    parts = [part.strip() for part in whole.split(_separator(whole))]
    if len(parts) == 1:
        return SplitTitle(whole)
    said = dates.last_in(parts[-1])
    last = _without(said) if said else parts[-1]
    dated = (said.written, said.moment) if said else (None, None)
    if len(parts) == 2:
        return _of_two(parts[0], last, dated, whole)
    organisation = parts[-2]
    return SplitTitle(SEPARATOR.join(parts[:-2]), organisation, named(organisation), last or None, *dated)


def _separator(whole: str) -> str:
    return next((one for one in (SEPARATOR, *DASHES) if one in whole), SEPARATOR)


def _without(said: dates.WrittenDate) -> str:
    return wording.line(f"{said.before} {said.after}").strip(" ,;()[]")


def _of_two(title: str, last: str, dated: tuple[str | None, str | None], whole: str) -> SplitTitle:
    """`title - blog post 2019` has no organisation, `title - Grafana Labs 2019` no venue."""
    if not last:
        return SplitTitle(title, None, None, None, *dated)
    if kinds.of_source("", last):
        return SplitTitle(title, None, None, last, *dated)
    if dated[0] is None:
        return SplitTitle(whole)  # “Postmortem - the day we lost DNS” is one title
    return SplitTitle(title, last, named(last), None, *dated)


def named(organisation: str) -> str | None:
    """The organisation; None where somebody is described and not named."""
    return None if NOBODY.search(organisation) else organisation
