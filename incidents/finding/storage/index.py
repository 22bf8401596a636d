"""The index: a folder, or memory. This package wraps the library and what has to be known about it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple, Protocol, Self, cast

import tantivy
from tantivy import Order

from incidents.finding.storage import clauses, schema
from incidents.finding.storage.clauses import Clause
from incidents.finding.storage.schema import CHANGE, KEY, LENGTH, SCHEMA

HEAP: Final = 15_000_000
"""Bytes a writer may use; the library takes no less."""
MOST_SEGMENTS: Final = 8
"""From here on the library merges some: each search looks at every segment."""
MOST_VALUES: Final = 65_000
"""Different values of a facet that are counted."""
MOST_WORDS: Final = 2_000
"""Words that may begin as an unfinished one does."""


@cache
def version() -> str:
    """Of the fields and of the library: an index of another one is not read."""
    # Imported here because it takes longer than a search, and the command line needs no version.
    metadata = import_module("importlib.metadata")
    return f"{schema.FORMAT}-{metadata.version('tantivy')}"


class BrokenIndex(Exception):
    """The files are damaged, missing or of another version; what they are made from is elsewhere."""


class IndexDocument(NamedTuple):
    """One story as the index takes it."""

    key: int
    change: int
    fields: Mapping[str, str | int | Sequence[str]]


class IndexMark(NamedTuple):
    """What an index holds: its last change, the number of its documents and the sum of their changes."""

    change: int
    documents: int
    total: int


class _CountedResult(Protocol):
    """What the type stubs of the library leave out."""

    @property
    def count(self) -> int | None: ...


class IndexHits(NamedTuple):
    keys: tuple[int, ...]
    scores: tuple[float, ...]
    """By relevance alone; else empty."""
    lengths: tuple[int, ...]
    """The numbers of words, by relevance alone."""
    total: int
    """All that were found."""


@contextmanager
def _reported() -> Iterator[None]:
    """The library panics where files are damaged; a panic is no `Exception` and would end the process."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise BrokenIndex(str(error)) from error
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":
            raise
        raise BrokenIndex(f"panic: {panic}") from None


class Snapshot:
    """The index as one commit left it. Many threads may search in it."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher
        self.mark = self._read_mark()

    def _read_mark(self) -> IndexMark:
        with _reported():
            sums = {"total": {"sum": {"field": CHANGE}}, "last": {"max": {"field": CHANGE}}}
            found = self._searcher.aggregate(Clause.all_query(), sums)
            number = self._searcher.num_docs
        return IndexMark(int(found["last"]["value"] or 0), number, int(found["total"]["value"] or 0))

    @property
    def segments(self) -> int:
        return self._searcher.num_segments

    def search(
        self,
        clause: Clause,
        *,
        limit: int,
        offset: int = 0,
        order: str | None = None,
        rising: bool = False,
        count: bool = True,
    ) -> IndexHits:
        """By relevance, or by a field of numbers or `ref`. `limit` may be 0, of which the library panics."""
        with _reported():
            found = self._searcher.search(
                clause,
                limit=max(limit, 1),
                offset=offset,
                order_by_field=order,
                order=Order.Asc if rising else Order.Desc,
                count=count,
            )
            hits = found.hits[:limit]
            addresses = [address for _, address in hits]
            keys = self._numbers(KEY, addresses)
            lengths = () if order else self._numbers(LENGTH, addresses)
        scores = () if order else tuple(float(score) for score, _ in hits)
        return IndexHits(keys, scores, lengths, cast(_CountedResult, found).count or 0)

    def _numbers(self, field: str, addresses: list[tantivy.DocAddress]) -> tuple[int, ...]:
        values = self._searcher.fast_field_values(field, addresses) if addresses else []
        return tuple(int(value or 0) for value in values)

    def has(self, clause: Clause) -> bool:
        """Whether any document is found."""
        with _reported():
            return bool(self._searcher.search(clause, limit=1, count=False).hits)

    def number(self, clause: Clause) -> int:
        """All documents that are found."""
        return self.search(clause, limit=0).total

    def counts(self, clause: Clause, fields: Iterable[str]) -> dict[str, dict[str, int]]:
        """The exact number of documents with each value of these facets."""
        wanted = {field: {"terms": {"field": field, "size": MOST_VALUES}} for field in fields}
        if not wanted:
            return {}
        with _reported():
            found = self._searcher.aggregate(clause, wanted)
        return {
            field: {bucket["key"]: bucket["doc_count"] for bucket in found[field]["buckets"]}
            for field in wanted
        }

    def number_with(self, field: str, word: str) -> int:
        """Documents with a word, whoever may see them; of a field of prose, a stem."""
        with _reported():
            return self._searcher.doc_freq(field, word)

    def words_beginning(self, field: str, prefix: str, *, within: Clause | None = None) -> list[str]:
        """At most `MOST_WORDS` words, of the documents of `within` alone if it is given."""
        with _reported():
            found = self._searcher.terms_with_prefix(field, prefix, filter_query=within, limit=MOST_WORDS)
        return [word for word, _ in found]

    def changes(self) -> dict[int, int]:
        """The number of the last change by key, of all documents."""
        with _reported():
            number = self._searcher.num_docs
            if not number:
                return {}
            found = self._searcher.search(Clause.all_query(), limit=number, order_by_field=CHANGE)
            addresses = [address for _, address in found.hits]
            keys = self._searcher.fast_field_values(KEY, addresses)
        return {int(key or 0): int(change) for key, (change, _) in zip(keys, found.hits, strict=True)}


class Index:
    def __init__(self, index: tantivy.Index) -> None:
        for name, analyzer in schema.ANALYZERS.items():
            index.register_tokenizer(name, analyzer)
        index.config_reader("manual", 0)
        self._index = index
        self._merging: tantivy.IndexWriter | None = None
        self.snapshot = Snapshot(index.searcher())

    @classmethod
    def in_memory(cls, documents: Iterable[IndexDocument]) -> Self:
        made = cls(tantivy.Index(SCHEMA))
        made.replace(documents)
        return made

    @classmethod
    def create(cls, folder: Path) -> Self:
        """`folder` exists and is empty."""
        with _reported():
            return cls(tantivy.Index(SCHEMA, path=str(folder), reuse=False))

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Raises `BrokenIndex` where there is none, or not a whole one."""
        with _reported():
            return cls(tantivy.Index.open(str(folder)))

    def reload(self) -> None:
        """Sees what another process has committed."""
        with _reported():
            self._index.reload()
            searcher = self._index.searcher()
        self.snapshot = Snapshot(searcher)

    @property
    def is_merging(self) -> bool:
        """Whether `settle` has something to wait for."""
        return self._merging is not None

    def replace(
        self, documents: Iterable[IndexDocument], *, without: Sequence[int] = (), settled: bool = True
    ) -> None:
        """Writes documents in the place of those with the same keys, all or none; one process at a time.

        Not `settled`: what is written can be searched, and until `settle` nobody else may write.
        """
        with _reported():
            writer = self._index.writer(HEAP, 1)
            try:
                # A writer that was killed leaves files whose names the next commit would take.
                writer.garbage_collect_files()
                if without:
                    writer.delete_documents_by_query(clauses.one_of(KEY, without))
                for document in documents:
                    # By a term, the library deletes nothing in a field of numbers, and says nothing.
                    writer.delete_documents_by_query(clauses.term(KEY, document.key))
                    writer.add_document(_document(document))
                writer.commit()
            except BaseException:
                writer.rollback()
                raise
        self.reload()
        self._merging = writer if self.snapshot.segments >= MOST_SEGMENTS else None
        if settled and self.is_merging:
            self.settle()

    def settle(self) -> None:
        """Waits for merges. They would die with their writer, and segments only become more."""
        writer, self._merging = self._merging, None
        if writer:
            with _reported():
                writer.wait_merging_threads()
            self.reload()


def _document(entry: IndexDocument) -> tantivy.Document:
    made = tantivy.Document()
    made.add_unsigned(KEY, entry.key)
    made.add_unsigned(CHANGE, entry.change)
    for field, value in entry.fields.items():
        if isinstance(value, int):
            made.add_unsigned(field, value)
        else:
            for one in [value] if isinstance(value, str) else value:
                made.add_text(field, one)
    return made
