"""Words, orders, pages and limits of `search.find`; facets and visibility have files of their own."""

import base64
import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from incidents.domain import search
from incidents.domain.search import Query
from incidents.errors import Refused
from incidents.models.reader import ANYBODY, Reader
from incidents.stories.document import Occurred, Symptom, Withdrawal
from tests import factories

pytestmark = pytest.mark.django_db


def found(text: str = "", **fields) -> list[str]:
    results = search.find(reader=ANYBODY, query=Query(text=text, **fields))
    assert results.total == len(results.rows)
    return [row.ref for row in results.rows]


def told(ref: str, text: str, **fields) -> None:
    factories.saved(ref, **{"summary": text, "title": f"Story number {ref[3:]}"} | fields)


IDENTIFIERS = {
    "ndots:5": ["ndots", "ndots:5", "NDOTS"],
    "concurrencyPolicy": ["concurrencyPolicy", "concurrencypolicy", "concurrency", "policy", "policies"],
    "--cpu-cfs-quota=false": ["--cpu-cfs-quota=false", "cpu-cfs-quota", "--cpu-cfs-quota", "cfs", "quota"],
    "ImagePullBackOff": [
        "ImagePullBackOff",
        "imagepullbackoff",
        "IMAGEPULLBACKOFF",
        "backoff",
        "pull",
        "BackOff",
    ],
    "imagePullPolicy: Always": [
        "imagePullPolicy: Always",
        "imagePullPolicy:",
        '"imagePullPolicy: Always"',
        "always",
    ],
    "kubernetes/kubernetes#67135": [
        "kubernetes/kubernetes#67135",
        "67135",
        "#67135",
        "kubernetes/kubernetes",
        "Kubernetes",
    ],
    "/registry-kube-1/certificatesigningrequest": [
        "/registry-kube-1/certificatesigningrequest",
        "registry-kube-1",
        "certificatesigningrequest",
        "registry",
    ],
    "spec.replicas": ["spec.replicas", "spec", "replicas", "replica", ".spec.replicas"],
    "CrashLoopBackOff": ["CrashLoopBackOff", "crashloop", "crashloopbackoff", "loop", '"crash loop"'],
    "k8s.af": ["k8s.af", "K8S.AF", "k8s", "https://k8s.af"],
}


@pytest.mark.parametrize(("identifier", "queries"), IDENTIFIERS.items())
def test_identifiers_are_found_whole_and_by_part(identifier, queries):
    plain = {"symptoms": (Symptom(id="s1", kind="event", text="Something happens"),)}
    told("KF-1", f"Then `{identifier}`, again.", **plain)
    told("KF-2", "Nothing of the kind.", **plain)
    assert {query: found(query) for query in queries} == {query: ["KF-1"] for query in queries}


@pytest.mark.parametrize(
    "query", ["ndots:55", "concurrencyPolic:y", "k8s.a", "spec.replicasets", "cfs-cpu-quota"]
)
def test_what_is_close_to_an_identifier_is_not_it(query):
    told("KF-1", "ndots:5 concurrencyPolicy --cpu-cfs-quota=false spec.replicas k8s.af")
    told("KF-2", "ends with another word")
    assert found(f"{query} ") == []


def test_a_camel_name_is_found_in_small_letters_and_the_other_way_round():
    told("KF-1", "imagepullpolicy")
    told("KF-2", "imagePullPolicy")
    assert sorted(found("imagePullPolicy")) == sorted(found("imagepullpolicy")) == ["KF-1", "KF-2"]


def test_words_are_stemmed_and_folded():
    told("KF-1", "The naïve proxies were restarting")
    assert found("naive") == found("NAÏVE proxy") == found("restarts") == ["KF-1"]


def test_small_words_are_no_obstacle():
    told("KF-1", "The exhaustion of the table")
    assert found("the exhaustion of a table") == ["KF-1"]
    assert found("the") == []


def test_every_word_has_to_be_there_unless_or_stands_between():
    told("KF-1", "conntrack overflow")
    told("KF-2", "conntrack leak")
    told("KF-3", "certificate leak")
    assert found("conntrack leak", sort="ref") == ["KF-2"]
    assert found("overflow OR certificate", sort="ref") == ["KF-1", "KF-3"]
    assert found("conntrack -leak") == ["KF-1"]
    assert found("-conntrack") == ["KF-3"]
    assert found("-conntrack -certificate") == []
    assert found("overflow OR -conntrack") == ["KF-1"]


def test_a_phrase_is_words_side_by_side():
    told("KF-1", "the leaking table of connections")
    told("KF-2", "a table that is leaking")
    assert found('"leaking table"') == ["KF-1"]
    assert found('"table of connections"') == ["KF-1"]
    assert found('table -"leaking table"') == ["KF-2"]
    assert found('"leaking table') == ["KF-1"]


def test_hyphens_do_not_matter_in_prose():
    told("KF-1", "killed out of memory")
    told("KF-2", "an out-of-memory kill")
    assert found("out-of-memory", sort="ref") == ["KF-1", "KF-2"]
    assert found("memory", sort="ref", chosen={"failure_mode": ("memory_exhaustion",)}) == ["KF-1", "KF-2"]


def test_the_last_word_may_be_unfinished():
    told("KF-1", "certificatesigningrequest")
    assert found("certificates") == found("cer") == ["KF-1"]
    assert found("ce") == []
    assert found("certific table") == []
    assert found("certific ") == []
    assert found('"certific"') == []


def test_the_title_counts_most_then_symptoms_then_factors_then_the_rest():
    word = "quorumless"
    calm = factories.document()
    factor, symptom = calm.factors[0], calm.symptoms[0]
    takeaway = calm.takeaways[0]
    told("KF-1", "A calm summary.", takeaways=(replace(takeaway, text=f"{takeaway.text} It was {word}."),))
    told("KF-2", "A calm summary.", factors=(replace(factor, text=f"{factor.text} It was {word}."),))
    told("KF-3", "A calm summary.", symptoms=(replace(symptom, text=f"{symptom.text} It was {word}."),))
    told("KF-4", "A calm summary.", title=f"It was {word}.")
    assert found(word) == ["KF-4", "KF-3", "KF-2", "KF-1"]


def test_orders_put_what_is_unknown_last():
    for number, start in ((1, "2019-05"), (2, None), (3, "2021"), (4, None)):
        now = factories.NOW + timedelta(days=-number)
        told(f"KF-{number}", "x", occurred=Occurred(start=start), now=now)
    assert found(sort="newest") == ["KF-3", "KF-1", "KF-4", "KF-2"]
    assert found(sort="oldest") == ["KF-1", "KF-3", "KF-2", "KF-4"]
    assert found(sort="published") == found(sort="modified") == found() == ["KF-1", "KF-2", "KF-3", "KF-4"]
    assert found(sort="ref") == ["KF-1", "KF-2", "KF-3", "KF-4"]


def test_numbers_of_references_are_ordered_as_numbers():
    for ref in ("KF-10", "KF-9", "AB-11"):
        told(ref, "x")
    assert found(sort="ref") == ["AB-11", "KF-9", "KF-10"]


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "published", "ref", "modified"])
@pytest.mark.parametrize("text", ["", "pods"])
def test_pages_after_a_cursor_are_stable_under_inserts(sort, text):
    years = ["2017", None, "2019", None, "2018", "2019", None]
    for number, start in enumerate(years, 10):
        occurred = Occurred(start=start)
        told(f"KF-{number}", "pods " * (number % 3 + 1), occurred=occurred)
    query = Query(text=text, sort=sort)
    whole = [row.ref for row in search.find(reader=ANYBODY, query=query).rows]
    seen, cursor = [], None
    for number in range(20, 30):
        page = search.find(reader=ANYBODY, query=query, limit=2, after=cursor)
        seen += [row.ref for row in page.rows]
        cursor = page.next
        if cursor is None:
            break
        if number < 23:
            told(f"KF-{number}", "pods", now=factories.NOW + timedelta(days=number))
    assert [ref for ref in seen if ref in whole] == whole
    assert len(seen) == len(set(seen))


def test_pages_have_numbers():
    for number in range(1, 6):
        told(f"KF-{number}", "pods")
    page = search.find(reader=ANYBODY, query=Query(text="pods", sort="ref"), limit=2, page=3)
    assert [row.ref for row in page.rows] == ["KF-5"]
    assert (page.page, page.pages, page.total, page.next) == (3, 3, 5, None)
    beyond = search.find(reader=ANYBODY, query=Query(text="pods"), limit=2, page=4)
    assert (beyond.rows, beyond.total) == ((), 5)


def _made(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "AAAA",
        _made("ref", "KF"),
        _made("newest", None, 1),
        _made("ref", {}, []),
        _made("ref", "KF", "x"),
        _made(1),
    ],
)
def test_a_cursor_not_made_here_is_refused(cursor):
    told("KF-1", "x")
    with pytest.raises(Refused) as refused:
        search.find(reader=ANYBODY, query=Query(sort="ref"), after=cursor)
    assert [fault.pointer for fault in refused.value.faults] == ["/cursor"]


def test_only_published_stories_are_found_unless_asked_for():
    factories.saved("KF-1")
    factories.saved("KF-2", status="withdrawn", withdrawal=Withdrawal(reason="Not true"))
    assert found() == ["KF-1"]
    assert found(statuses=("withdrawn",)) == ["KF-2"]
    assert found(statuses=(), sort="ref") == ["KF-1", "KF-2"]


def test_modified_since():
    factories.saved("KF-1")
    factories.saved("KF-2", now=factories.NOW + timedelta(days=1))
    assert found(modified_since=factories.NOW + timedelta(hours=1)) == ["KF-2"]


@pytest.mark.parametrize("text", ["KF-15", "kf 15", "kf-15", " KF-15 ", "k8s.af-15", "K8S.AF-15"])
def test_a_name_leads_to_its_story(text):
    incident = factories.saved("KF-15", aliases=("k8s.af-15",)).incident
    assert search.find(reader=ANYBODY, query=Query(text=text)).direct == incident


def test_a_name_of_a_hidden_story_leads_nowhere():
    factories.saved("KF-15", visibility="organisation")
    results = search.find(reader=ANYBODY, query=Query(text="KF-15"))
    assert (results.direct, results.total) == (None, 0)


def test_snippets_mark_what_was_meant():
    told("KF-1", f"{'long ' * 100} the proxies were `restarting` because of ndots:5. {'Long ' * 100}")
    (row,) = search.find(reader=ANYBODY, query=Query(text="restart proxy ndots")).rows
    assert [part.text for part in row.snippet if part.marked] == ["proxies", "restarting", "ndots:5."]
    assert row.snippet[0].text.startswith("… ")
    assert row.snippet[-1].text.endswith(" …")


def test_the_title_is_marked_too():
    told("KF-1", "x", title="CrashLoopBackOff of the proxy")
    (row,) = search.find(reader=ANYBODY, query=Query(text="backoff")).rows
    assert [(part.text, part.marked) for part in row.title] == [
        ("CrashLoopBackOff", True),
        (" of the proxy", False),
    ]


def test_without_words_the_snippet_is_the_summary():
    told("KF-1", "Everything stood still.")
    (row,) = search.find(reader=ANYBODY, query=Query()).rows
    assert [(part.text, part.marked) for part in row.snippet] == [("Everything stood still.", False)]


def test_suggestions_where_nothing_is_found():
    told("KF-1", "The conntrack table was full", title="conntrack")
    results = search.find(reader=ANYBODY, query=Query(text="contrack table"))
    assert (results.total, results.suggestions) == (0, ("conntrack table",))
    assert search.find(reader=ANYBODY, query=Query(text="conntrack")).suggestions == ()
    assert search.find(reader=ANYBODY, query=Query(text="xyzzyplugh")).suggestions == ()


def test_suggestions_are_words_not_stems():
    told("KF-1", "Memory was short")
    assert search.find(reader=ANYBODY, query=Query(text="memmory")).suggestions == ("memory",)


def test_suggestions_come_from_readable_stories_only():
    told("KF-1", "conntrack", visibility="organisation")
    assert search.find(reader=ANYBODY, query=Query(text="contrack")).suggestions == ()
    reader = Reader.of(factories.user())
    assert search.find(reader=reader, query=Query(text="contrack")).suggestions == ("conntrack",)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.sampled_from("abcKF-15 \"'\\:*&|!()<>@#=%_.,\0\n\té́中🚢OR"), max_size=40)
    | st.text(max_size=40)
)
def test_whatever_is_typed_is_never_an_error(text):
    results = search.find(reader=ANYBODY, query=Query(text=text))
    assert results.total >= len(results.rows)


@pytest.mark.parametrize("stories_there", [1, 3])
def test_a_page_takes_two_queries(stories_there, django_assert_num_queries):
    for number in range(stories_there):
        told(f"KF-{number + 1}", "pods")
    found("pods")  # what was written is read once
    # What the reader may see and the state of the index, the rows of the page.
    with django_assert_num_queries(2):
        search.find(reader=ANYBODY, query=Query(text="pods"))
    # The same.
    with django_assert_num_queries(2):
        search.find(reader=ANYBODY, query=Query(chosen={"component": ("workload",), "kind": ("incident",)}))
