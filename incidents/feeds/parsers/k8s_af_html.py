"""The page of k8s.af: the same list as its Markdown, among other markup."""

from collections.abc import Iterator

from incidents.errors import Fault
from incidents.feeds import titles, wording
from incidents.feeds.found import Moved, Part
from incidents.feeds.parsers import elements
from incidents.feeds.parsers.elements import Element
from incidents.feeds.parsers.k8s_af import IMPACT, INVOLVED, MOVED, Bullet
from incidents.feeds.parsers.linked import addresses_of
from incidents.feeds.received import Received

LISTS = frozenset({"ul", "ol"})
LABELS = INVOLVED | IMPACT


def parse(received: Received) -> Iterator[Part]:
    root, faults = elements.html(received.body, received.charset)
    yield from faults
    found = False
    for one in _lists(root):
        for item in elements.children(one, "li"):
            if entry := _entry(item, received.address):
                found = True
                yield entry.story()
            else:
                shown = wording.line(elements.words(item))[:80]
                yield Fault("", f"has no address, so it is left out: {shown}", elements.line(item))
    if not found:
        yield from _nothing(root, received.address)


def _lists(root: Element | None) -> Iterator[Element]:
    """The lists most of whose bullets look like entries; a menu's do not."""
    for one in root.iter("ul", "ol") if root is not None else ():
        parent = one.getparent()
        if parent is not None and elements.name(parent) == "li" and _is_entry(parent):
            continue
        items = elements.children(one, "li")
        if items and sum(map(_is_entry, items)) * 2 >= len(items):
            yield one


def _is_entry(item: Element) -> bool:
    link = _link(item)
    if link is None:
        return False
    has_parts = titles.split(wording.line(elements.words(link))).organisation_raw is not None
    return has_parts or any(_label(below) in LABELS for below in _below(item))


def _label(item: Element) -> str:
    return wording.plain(elements.words(item).partition(":")[0]).strip("*_ ").casefold()


def _link(item: Element) -> Element | None:
    """The first link that does not stand in a list below."""
    waiting = list(item)[:20]
    while waiting:
        one = waiting.pop(0)
        if elements.name(one) == "a" and one.get("href"):
            return one
        if elements.name(one) not in LISTS:
            waiting[:0] = list(one)[:20]
    return None


def _below(item: Element) -> list[Element]:
    return [
        below for child in item if elements.name(child) in LISTS for below in elements.children(child, "li")
    ]


def _entry(item: Element, base: str) -> Bullet | None:
    link = _link(item)
    addresses = addresses_of([link.get("href")], base) if link is not None else ()
    if link is None or not addresses:
        return None
    written = wording.line(elements.words(link))
    around = wording.line(elements.words(item, without=LISTS | {"a"})).strip(" .,;:-–")
    entry = Bullet(
        written, addresses, elements.line(item), elements.last_line(item), [around] if around else []
    )
    for below in _below(item):
        entry.take(wording.line(elements.words(below)))
    return entry


def _nothing(root: Element | None, base: str) -> Iterator[Part]:
    for link in root.iter("a") if root is not None else ():
        parent = link.getparent()
        around = elements.words(parent if parent is not None else link)[:2_000]
        if MOVED.search(around) and (gone := addresses_of([link.get("href") or ""], base)):
            yield Moved(gone[0].written, elements.line(link))
            break
    yield Fault("", "holds no list of entries such as “title - organisation - kind, year”")
