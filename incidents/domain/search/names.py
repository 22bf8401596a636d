"""Suggestions for the name of a story that does not exist."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from incidents import refs
from incidents.domain.search.closest import closest
from incidents.models import Incident, RefCounter
from incidents.models.reader import Reader

LIKE_REF = re.compile(rf"({refs.PREFIX}?)[-_ ]?0*({refs.NUMBER})")
WORD = re.compile(r"[a-z0-9]{3,30}")
MOST_NEAR = 5
MOST_WORDS = 6


def similar_names(*, name: str, reader: Reader) -> list[str]:
    """References similar to `name`, the nearest first. Raises `NotReady` while there is no index of words."""
    written = LIKE_REF.fullmatch(name.upper())
    return _near_ref(written[1], written[2], reader) if written else _about(name, reader)


def _near_ref(prefix: str, number: str, reader: Reader) -> list[str]:
    known = RefCounter.objects.values_list("prefix", flat=True)
    meant = Incident.objects.visible_to(reader).filter(
        prefix__in=get_close_matches(prefix, known, n=2, cutoff=0.4), number__in=set(_misreadings(number))
    )
    return list(meant.in_order_of_refs().values_list("ref", flat=True)[:MOST_NEAR])


def _about(name: str, reader: Reader) -> list[str]:
    """Stories that are close to the words of an unknown slug."""
    words = " ".join(WORD.findall(name.lower())[:MOST_WORDS])
    return [row.ref for row in closest(reader=reader, text=words, limit=MOST_NEAR).rows] if words else []


def _misreadings(digits: str) -> Iterator[int]:
    """The number itself, with a digit too many, and with two in the wrong order."""
    yield int(digits)
    for place in range(len(digits)):
        yield int(digits[:place] + digits[place + 1 :] or 0)
        yield int(digits[:place] + digits[place : place + 2][::-1] + digits[place + 2 :])
