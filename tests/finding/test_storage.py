"""What has to be known of the library, kept true by tests: another version of it may differ."""

from collections.abc import Iterable
from datetime import UTC, datetime

from incidents.finding.indexing import Facts, document, moment, padded
from incidents.finding.storage import Index, IndexDocument, IndexMark, clauses, stem
from incidents.finding.storage.index import MOST_SEGMENTS
from incidents.finding.storage.schema import EVERY, KEY, SPELLED


def made(key: int, *, change: int = 1, text: str = "pods", labels: Iterable[str] = ()) -> IndexDocument:
    facts = Facts(labels=tuple(labels), appeared_at=datetime.fromtimestamp(1000 + key, UTC))
    return document(key=key, change=change, ref=f"KF-{key}", texts={"names": [text]}, facts=facts)


def test_a_document_replaces_the_one_with_its_key() -> None:
    index = Index.in_memory([made(1), made(2, change=2)])
    index.replace([made(1, change=3, text="nodes")], without=[2])
    assert index.snapshot.mark == IndexMark(change=3, documents=1, total=3)
    assert index.snapshot.search(clauses.term(EVERY, "pod"), limit=5).keys == ()
    assert index.snapshot.search(clauses.term(EVERY, "node"), limit=5).keys == (1,)


def test_a_snapshot_keeps_what_it_had() -> None:
    index = Index.in_memory([made(1)])
    before = index.snapshot
    index.replace([made(2, change=2)])
    assert before.search(clauses.everything(), limit=5).total == 1
    assert index.snapshot.search(clauses.everything(), limit=5).total == 2


def test_merges_go_on_until_the_writer_has_waited_for_them() -> None:
    index = Index.in_memory([made(1)])
    for change in range(2, MOST_SEGMENTS + 2):
        index.replace([made(change, change=change)], settled=False)
        assert index.snapshot.mark.documents == change
        if index.is_merging:
            index.settle()
            break
    assert not index.is_merging
    assert index.snapshot.segments == 1
    assert index.snapshot.mark.documents == MOST_SEGMENTS


def test_nothing_is_asked_for_that_the_library_panics_at() -> None:
    snapshot = Index.in_memory([made(1, text="leaking table")]).snapshot
    assert snapshot.search(clauses.everything(), limit=0) == ((), (), (), 1)
    one_word, two_words = [(0, "tabl")], [(0, "leak"), (1, "tabl")]
    assert [snapshot.has(clauses.phrase(EVERY, words)) for words in (one_word, two_words)] == [True, True]
    assert snapshot.has(clauses.all_of([], unwanted=[clauses.term(EVERY, "node")]))
    assert not snapshot.has(clauses.one_of(KEY, []))
    assert not snapshot.has(clauses.nothing())


def test_counts_are_exact_however_many_values_there_are() -> None:
    documents = [made(key, labels=[f"component:c{key}", "component:all"]) for key in range(1, 1_501)]
    counts = Index.in_memory(documents).snapshot.counts(clauses.everything(), ["component", "kind"])
    assert counts["component"].pop("all") == 1_500
    assert counts["component"] == {f"c{key}": 1 for key in range(1, 1_501)}
    assert counts["kind"] == {}


def test_orders_and_where_they_go_on() -> None:
    snapshot = Index.in_memory([made(key, change=key) for key in (9, 71, 10)]).snapshot
    after = clauses.after_ref(padded("KF-9"))
    assert snapshot.search(clauses.everything(), limit=9, order="ref", rising=True).keys == (9, 10, 71)
    assert snapshot.search(after, limit=9, order="ref", rising=True).keys == (10, 71)
    before = clauses.below("published", moment(datetime.fromtimestamp(1071, UTC), 71))
    assert snapshot.search(before, limit=9, order="published").keys == (10, 9)


def test_words_of_some_documents_alone() -> None:
    snapshot = Index.in_memory([made(1, text="conntrack"), made(2, change=2, text="connection")]).snapshot
    first = clauses.one_of(KEY, [1])
    assert snapshot.words_beginning(SPELLED, "conn") == ["connection", "conntrack"]
    assert snapshot.words_beginning(SPELLED, "conn", within=first) == ["conntrack"]


def test_a_stop_word_has_no_stem() -> None:
    assert (stem("proxies"), stem("restarting"), stem("the")) == ("proxi", "restart", None)
