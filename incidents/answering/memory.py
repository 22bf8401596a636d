"""The closest stories of a bundle, from an index in memory or a folder: the command line has no database."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from incidents.answering.answer import MOST_CLOSE, CloseStories, CloseStory
from incidents.finding import indexing, snippets
from incidents.finding.closest import closest as find_closest
from incidents.finding.indexing import Fields
from incidents.finding.snippets import Marks
from incidents.finding.storage import BrokenIndex, Index, IndexDocument, clauses
from incidents.finding.storage.schema import FORMAT
from incidents.rules.bundle import Bundle, StoryDigest
from incidents.rules.record import Relation, Signature

RECOGNISING: tuple[Relation, ...] = ("symptom", "detects")
"""Relations by which a signature recognises the story itself."""


def closest_of(bundle: Bundle, folder: Path | None = None) -> Callable[[str], CloseStories]:
    """Finds the stories of the bundle by the words of a text.

    `folder`: where `write` has put the index of this bundle. Without it, and where the library reads another
    format by now, the index is made in memory.
    """
    index = _opened(folder) if folder else None
    index = index or Index.in_memory(_documents(bundle))

    def closest(text: str) -> CloseStories:
        hits = find_closest(text, index.snapshot, visible=clauses.everything(), limit=MOST_CLOSE)
        marks = Marks.of_words(hits.words)
        near = [bundle.stories[key] for key in hits.keys]
        return CloseStories.found(
            text,
            (CloseStory(one.ref, one.title, snippets.best([*_quotable(one)], marks)) for one in near),
            used=hits.used,
            unknown=hits.unknown,
            corrected=hits.corrected,
        )

    return closest


def write(bundle: Bundle, folder: Path) -> None:
    """Writes the index of a bundle into a new folder."""
    folder.mkdir(parents=True)
    Index.create(folder).replace(_documents(bundle))


def _opened(folder: Path) -> Index | None:
    """The index in a folder, or of a copy: the library locks a file, which it may not do in every folder."""
    for opened in (Index.open, _copied):
        with suppress(BrokenIndex, OSError):
            return opened(folder)
    return None


def _copied(folder: Path) -> Index:
    # Imported here because it takes longer than a search, and most folders need no copy.
    temporary = import_module("tempfile")
    with temporary.TemporaryDirectory(prefix="soundings-") as copy:
        for file in folder.iterdir():
            if file.suffix != ".lock":
                Path(copy, file.name).write_bytes(file.read_bytes())
        return Index.open(Path(copy))


def recognised_by(ref: str, signatures: Iterable[Signature]) -> list[str]:
    """What the signatures of a story look like: their messages, and texts that they recognise it by."""
    own = (one for one in signatures if any(_recognises(one, ref)))
    return [text for one in own for text in (one.message, *one.tests.bad)]


def _recognises(signature: Signature, ref: str) -> Iterator[bool]:
    yield from (link.ref == ref and link.relation in RECOGNISING for link in signature.stories)


def _documents(bundle: Bundle) -> Iterator[IndexDocument]:
    """One for each story, whose key is its place in the bundle."""
    known = bundle.analysed.fields if bundle.analysed and bundle.analysed.format == FORMAT else {}
    for place, story in enumerate(bundle.stories):
        fields: Fields = {**known.get(story.ref, {})} or _analysed(story, bundle.signatures)
        yield IndexDocument(place, change=1, fields=fields)


def _analysed(story: StoryDigest, signatures: Iterable[Signature]) -> Fields:
    parts = story.parts.items()
    return indexing.text_fields(
        {
            "names": [story.title, story.ref, story.organisation or ""],
            "seen": story.observables.values(),
            "symptoms": [text for anchor, text in parts if anchor.startswith("s")],
            "summary": [story.summary],
            "factors": [text for anchor, text in parts if anchor.startswith("f")],
            "signatures": recognised_by(story.ref, signatures),
            "rest": [*(fix.text for fix in story.fixes), *story.takeaways],
        }
    )


def _quotable(story: StoryDigest) -> Iterator[str]:
    for anchor, text in story.parts.items():
        yield text
        if anchor in story.observables:
            yield story.observables[anchor]
    yield story.summary
    yield from (fix.text for fix in story.fixes)
    yield from story.takeaways
