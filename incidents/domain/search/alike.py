"""Stories like a story: by the failure modes and components they share, and by their words."""

from dataclasses import dataclass
from functools import cache, partial

from incidents.domain.remembered import remembered
from incidents.domain.search import index, scope
from incidents.domain.search.index import IndexBeingBuilt
from incidents.domain.search.scope import Scope
from incidents.domain.stories import Similar, similar
from incidents.finding import alike as finding
from incidents.finding.alike import AlikeHit
from incidents.finding.storage import Snapshot
from incidents.models import Incident, statements
from incidents.models.reader import Reader
from incidents.models.statements import Statement
from incidents.stories import texts
from incidents.stories.document import Story

BY_WORDS = ("names", "seen", "symptoms", "summary", "factors")
"""The parts of a story whose words are compared; the rest is narrative."""
MOST = 5
CLOSEST = 4
"""The weight of the closest by its words, that of a failure mode and a component; the next weigh less."""


@dataclass(frozen=True)
class AlikeStory:
    """Another story with what it shares: slugs, and words."""

    ref: str
    title: str
    failure_modes: frozenset[str]
    components: frozenset[str]
    words: tuple[str, ...]


def alike(*, incident: Incident, story: Story, reader: Reader, limit: int = MOST) -> list[AlikeStory]:
    """The likest first; three queries, two where the words are like those of no other story."""
    shared = {other.ref: other for other in similar.similar(incident=incident, story=story, reader=reader)}
    by_words = _by_words(incident, story, reader, limit)
    weights = {ref: float(other.weight) for ref, other in shared.items()}
    for place, ref in enumerate(by_words):
        weights[ref] = weights.get(ref, 0) + CLOSEST * (1 - place / limit)
    likest = sorted(weights, key=lambda ref: (-weights[ref], ref))[:limit]
    return [_merged(ref, shared.get(ref), by_words.get(ref)) for ref in likest]


@dataclass(frozen=True)
class _Worded:
    title: str
    words: tuple[str, ...]


def _by_words(incident: Incident, story: Story, reader: Reader, limit: int) -> dict[str, _Worded]:
    """By reference, the closest first."""
    seen = scope.read(reader=reader, with_names=False)
    try:
        hits = index.searched(seen.state, partial(_hits, seen, incident.pk, story, limit), wait=0)
    except IndexBeingBuilt:  # a story can be read without
        return {}
    keys = [hit.key for hit in hits]
    rows = _heads(reader.placeholder).rows(keys=keys, reader=reader.person) if hits else []
    heads = {key: (ref, title) for key, ref, title in rows}
    found = ((*heads[hit.key], hit.words) for hit in hits if hit.key in heads)
    return {ref: _Worded(title, words) for ref, title, words in found}


@cache
def _heads(reader: Reader) -> Statement:
    visible = Incident.objects.visible_to(reader).filter(statements.is_key_of("keys"))
    return statements.compiled(visible.order_by().values_list("pk", "ref", "title"))


def _hits(seen: Scope, own: int, story: Story, limit: int, snapshot: Snapshot) -> tuple[AlikeHit, ...]:
    def find() -> tuple[AlikeHit, ...]:
        by_field = texts.by_field(story)
        text = "\n".join(line for field in BY_WORDS for line in by_field[field])
        return finding.alike(text, snapshot, visible=seen.visible(), own=own, limit=limit)

    return remembered(("alike", snapshot.mark, seen.view, own, limit), find)


def _merged(ref: str, shared: Similar | None, worded: _Worded | None) -> AlikeStory:
    return AlikeStory(
        ref=ref,
        title=shared.title if shared else worded.title if worded else ref,
        failure_modes=frozenset(shared.failure_modes) if shared else frozenset(),
        components=frozenset(shared.components) if shared else frozenset(),
        words=worded.words if worded else (),
    )
