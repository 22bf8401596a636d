"""Stories that may tell what a candidate tells, with the reasons. A guess: a person decides."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models.functions import Lower

from incidents.domain import answers
from incidents.domain.feeds import contents, deciding
from incidents.feeds.found import FoundStory
from incidents.feeds.matching import KnownEntries, KnownEntry
from incidents.finding.passages import Passage
from incidents.models import Citation, FeedEntry, Incident
from incidents.models.reader import Reader

MOST = 6
"""Stories shown."""
MOST_LOOKED_AT = 20
"""Stories of one organisation, the newest first."""
MOST_CHARACTERS = 4_000
"""Of an entry's text, to look for words in."""
CITES, TITLE, SOURCE, ORGANISATION, YEAR, WORDS = 8, 4, 4, 2, 1, 1
"""What a reason counts for the order."""


@dataclass(frozen=True)
class LikelyStory:
    """`reasons`: why it may be the same, in words, the surest first. `excerpt`: where the words are."""

    ref: str
    title: str
    reasons: tuple[str, ...]
    excerpt: Passage = ()


@dataclass(frozen=True)
class LikelyStories:
    """`is_ready`: false while the index of words is built."""

    stories: tuple[LikelyStory, ...] = ()
    is_ready: bool = True


@dataclass(frozen=True)
class _Reason:
    weight: int
    text: str


def likely(*, entries: Sequence[FeedEntry], reader: Reader) -> LikelyStories:
    """The likeliest first, of the stories that every editor may see; a fixed number of queries.

    `reader`: who asks the search engine. What she alone may see is left out: a candidate is everybody's.
    """
    listed = [contents.story_of(entry) for entry in entries]
    close = answers.closest(reader, "\n".join(map(_words, listed)))
    reasons: dict[str, list[_Reason]] = defaultdict(list)
    _add(reasons, _citing(entries))
    _add(reasons, _of_organisation(entries))
    for story in close.stories:
        reasons[story.ref].append(_Reason(WORDS, "Similar words"))
    open_stories = deciding.attachable().filter(ref__in=reasons)
    titles = dict(open_stories.values_list("ref", "title"))
    _add(reasons, _alike(listed, titles))
    best = sorted(titles, key=lambda ref: -sum(one.weight for one in reasons[ref]))[:MOST]
    excerpts = {story.ref: story.excerpt for story in close.stories}
    shown = (
        LikelyStory(ref, titles[ref], tuple(_sorted(reasons[ref])), excerpts.get(ref, ())) for ref in best
    )
    return LikelyStories(tuple(shown), close.is_ready)


def _words(found: FoundStory) -> str:
    named = (found.title, found.organisation or "", ", ".join((*found.terms, *found.impacts)))
    return "\n".join((*named, found.text[:MOST_CHARACTERS]))


def _citing(entries: Sequence[FeedEntry]) -> Iterator[tuple[str, _Reason]]:
    addresses = {one.written for entry in entries for one in contents.story_of(entry).addresses}
    addresses |= {address for entry in entries for address, _, role in entry.addresses if role == "primary"}
    cited = Citation.objects.filter(url__in=addresses, incident__in=deciding.attachable().values("pk"))
    for ref in cited.values_list("incident__ref", flat=True).distinct():
        yield ref, _Reason(CITES, "Cites the address")


def _of_organisation(entries: Sequence[FeedEntry]) -> Iterator[tuple[str, _Reason]]:
    names = {entry.organisation.lower(): entry.year for entry in entries if entry.organisation}
    if not names:
        return
    named = deciding.attachable().annotate(lowered=Lower("organisation__name")).filter(lowered__in=names)
    columns = ("ref", "organisation__name", "occurred_on")
    for ref, name, begun in named.newest_first().values_list(*columns)[:MOST_LOOKED_AT]:
        yield ref, _Reason(ORGANISATION, f"The same organisation, {name}")
        if begun and names.get(name.lower()) == begun.year:
            yield ref, _Reason(YEAR, f"The same year, {begun.year}")


def _alike(listed: Sequence[FoundStory], titles: dict[str, str]) -> Iterator[tuple[str, _Reason]]:
    """By the words of titles: those of the stories, and those of what they cite."""
    cited = Citation.objects.filter(incident__in=Incident.objects.filter(ref__in=titles).values("pk"))
    sources = list(cited.values_list("pk", "incident__ref", "title"))
    of_source = {pk: ref for pk, ref, _ in sources}
    stories = KnownEntries(KnownEntry(key=ref, title=title) for ref, title in titles.items())
    talks = KnownEntries(KnownEntry(key=pk, title=title) for pk, _, title in sources)
    for found in listed:
        for one in stories.match(found).suggested:
            yield str(one.key), _Reason(TITLE, f"Title: {one.reason}")
        for one in talks.match(found).suggested:
            yield of_source[int(one.key)], _Reason(SOURCE, f"Title of a source: {one.reason}")


def _add(reasons: dict[str, list[_Reason]], found: Iterable[tuple[str, _Reason]]) -> None:
    for ref, reason in found:
        if reason not in reasons[ref]:
            reasons[ref].append(reason)


def _sorted(reasons: Iterable[_Reason]) -> Iterator[str]:
    return (one.text for one in sorted(reasons, key=lambda one: -one.weight))
