"""Stories like the one that a draft tells: what helped then, and what was never done about it."""

from collections import defaultdict
from dataclasses import dataclass

from incidents.domain import answers
from incidents.models import ActionItem, Draft, Fix, Incident
from incidents.models.action_item import UNFINISHED, ActionState
from incidents.models.reader import Reader
from incidents.stories.drafting import related, told

MOST = 5
"""Stories shown."""
NOT_DONE = (*UNFINISHED, ActionState.DROPPED)


@dataclass(frozen=True)
class Precedent:
    """`why`: how sure it is, in words. `helped`: texts of fixes. `not_done`: actions open or dropped."""

    ref: str
    title: str
    why: str
    helped: tuple[str, ...]
    not_done: tuple[ActionItem, ...]
    is_related: bool


@dataclass(frozen=True)
class Precedents:
    """`is_ready`: false while the index of words is built. `is_told`: whether there is text to go by."""

    stories: tuple[Precedent, ...] = ()
    is_ready: bool = True
    is_told: bool = True


def precedents(*, draft: Draft, reader: Reader) -> Precedents:
    """Those that the reader may see, the likeliest first; never the story of the draft itself."""
    text = told(draft.content)
    if not text:
        return Precedents(is_told=False)
    found = answers.answer(reader=reader, text=text)
    why = {seen.ref: seen.confidence for seen in found.stories}
    why |= {one.ref: "similar words" for one in found.closest.stories}
    if draft.incident:
        why.pop(draft.incident.ref, None)
    likeliest = list(why)[:MOST]
    titles = dict(Incident.objects.visible_to(reader).filter(ref__in=likeliest).values_list("ref", "title"))
    helped, not_done = _helped(titles), _not_done(titles, reader)
    there = related(draft.content)
    shown = (
        Precedent(ref, titles[ref], why[ref], tuple(helped[ref]), tuple(not_done[ref]), ref in there)
        for ref in likeliest
        if ref in titles
    )
    return Precedents(tuple(shown), is_ready=found.closest.is_ready)


def _helped(titles: dict[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    fixes = Fix.objects.filter(incident__ref__in=titles).that_helped()
    for ref, text in fixes.values_list("incident__ref", "text"):
        found[ref].append(text)
    return found


def _not_done(titles: dict[str, str], reader: Reader) -> dict[str, list[ActionItem]]:
    found: dict[str, list[ActionItem]] = defaultdict(list)
    actions = ActionItem.objects.visible_to(reader).filter(incident__ref__in=titles, state__in=NOT_DONE)
    for one in actions.with_people().soonest_first():
        found[one.incident.ref].append(one)
    return found
