"""What is written of an action, and what can be wrong with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from incidents.errors import Fault
from incidents.models import ActionItem, Factor, Incident, User
from incidents.models.action_item import LONGEST_ADDRESS, LONGEST_TITLE, LONGEST_WORDS, ActionStrength
from incidents.models.choices import words
from incidents.models.reader import Reader
from incidents.stories import fields
from incidents.yamltree import NOT_TEXT

FACTOR = re.compile(r"f[1-9][0-9]{0,3}")
EMPTY = ""


@dataclass(frozen=True)
class ActionValues:
    """`owner` is a user name, empty where nobody owns it; `due` None where it has no date."""

    title: str
    type: str = "prevent"
    priority: str = "medium"
    strength: str = EMPTY
    owner: str = EMPTY
    due: date | None = None
    factor: str = EMPTY
    tracker_url: str = EMPTY
    needed: str = EMPTY


def values_of(item: ActionItem) -> ActionValues:
    return ActionValues(
        title=item.title,
        type=item.type,
        priority=item.priority,
        strength=item.strength,
        owner=item.owner.username if item.owner else EMPTY,
        due=item.due,
        factor=item.factor,
        tracker_url=item.tracker_url,
        needed=item.needed,
    )


def owner_named(name: str, incident: Incident) -> User | None:
    """The open account of a person who may see the story; None where there is none with that user name."""
    person = User.objects.active().filter(username=name, is_service=False).first()
    if person is None or not may_see(person, incident):
        return None
    return person


def may_see(person: User, incident: Incident) -> bool:
    """Whether the account is open and the story is there for it."""
    reader = Reader.of(person)
    return reader.is_signed_in and Incident.objects.visible_to(reader).filter(pk=incident.pk).exists()


def faults(
    values: ActionValues, *, before: ActionValues | None, incident: Incident, owner: User | None, today: date
) -> Iterator[Fault]:
    """Everything that is wrong; what has not been changed since `before` is left alone."""
    if not values.title.strip():
        yield Fault("/title", "is blank; say what is to be done, such as “Alert on restarts of pricing”")
    for name, most in (
        ("title", LONGEST_TITLE),
        ("tracker_url", LONGEST_ADDRESS),
        ("needed", LONGEST_WORDS),
    ):
        yield from text_faults(getattr(values, name), pointer=f"/{name}", most=most)
    yield from _choices(values)
    if values.owner and owner is None and not (before and before.owner == values.owner):
        yield Fault(
            "/owner",
            f"“{values.owner[:80]}” is no open account that may read {incident.ref}; give a user name",
        )
    if values.due and values.due < today and not (before and before.due == values.due):
        yield Fault("/due", f"has passed: {spoken(values.due)}; choose today or a later day")
    yield from _factor(values.factor, before, incident)
    yield from _tracker(values.tracker_url)


def text_faults(text: str, *, pointer: str, most: int) -> Iterator[Fault]:
    if len(text) > most:
        yield Fault(pointer, f"is {len(text):,} characters long; {most:,} are possible")
    if found := NOT_TEXT.search(text):
        yield Fault(pointer, f"holds the control character U+{ord(found.group()):04X}; remove it")


def spoken(day: date) -> str:
    return f"{day:%-d %B %Y}"


def _choices(values: ActionValues) -> Iterator[Fault]:
    for name, known in (
        ("type", words(fields.ActionType)),
        ("priority", words(fields.Priority)),
        ("strength", (EMPTY, *ActionStrength.values)),
    ):
        if getattr(values, name) not in known:
            yield Fault(f"/{name}", f"is none of: {', '.join(filter(None, known))}")


def _factor(anchor: str, before: ActionValues | None, incident: Incident) -> Iterator[Fault]:
    if not anchor or (before and before.factor == anchor):
        return
    known = list(
        Factor.objects.filter(incident=incident).order_by("position").values_list("anchor", flat=True)
    )
    if not FACTOR.fullmatch(anchor) or anchor not in known:
        there = f"has {', '.join(known)}" if known else "has no factor yet"
        yield Fault("/factor", f"is no factor of {incident.ref}, which {there}")


def _tracker(address: str) -> Iterator[Fault]:
    if not address:
        return
    try:
        parts = urlsplit(address)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", address)
    except ValueError:
        is_web = False
    if not is_web:
        yield Fault(
            "/tracker_url", "is no web address; copy it from the browser, such as https://github.com/…"
        )
