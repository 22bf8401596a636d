import pytest

from tests.feeds.reading import messages, read, sample


def test_json_feed():
    parsed = sample("json-feed", "feed.json")
    gates, quiet = parsed.stories
    assert (gates.external_id, gates.title) == ("17", "Gates & outages")
    assert gates.addresses[0].written == "https://lock.example/gates"
    assert (gates.text, gates.published, gates.terms_raw) == ("Gate two", "2019-05-21", ("gates",))
    assert gates.extensions == {"_harbour": {"berth": [1, 2]}}
    assert (quiet.title, quiet.addresses[0].canonical) == ("A quiet day", "https://other.example/x")
    assert (gates.doubt, bool(quiet.doubt)) == (None, True)
    assert [fault.pointer for fault in parsed.faults] == ["/items/2", "/items/3"]


def test_statuspage():
    parsed = sample("statuspage", "incidents.json")
    ferries, unknown = parsed.stories
    assert ferries.occurred == "2019-05-21T11:58:00Z"
    assert ferries.text.splitlines() == [
        "2019-05-21T11:58:00Z investigating: We look into it.",
        "2019-05-21T13:00:00Z resolved: All ferries run.",
    ]
    assert (ferries.organisation, ferries.terms_raw, ferries.kind) == ("Ferry", ("Ferry 1",), "status_page")
    assert ferries.addresses[0].canonical == "https://status.ferry.example/incidents/i1"
    assert (ferries.impacts_raw, ferries.extensions) == ((), {"impact": "major"})
    assert (unknown.occurred, unknown.text) == (None, "")
    assert [(one.place, one.reason) for one in parsed.skipped] == [
        ("/incidents/1", "is scheduled maintenance: Painting")
    ]
    assert [fault.pointer for fault in parsed.faults] == ["/incidents/3"]


def test_stories_of_another_instance():
    parsed = sample("stories", "stories.json")
    crane, gone = parsed.stories
    assert (crane.ref, crane.external_id) == ("HB-1", "0d3a3f43-7a86-4b56-9f44-6a0a8a4d8a11")
    assert (crane.title, crane.organisation, crane.occurred) == (
        "The crane that waited",
        "Quay Works",
        "2019-05",
    )
    assert crane.document
    assert crane.document["unknown"] == [1]
    assert (crane.extensions, crane.withdrawn) == ({"_more": True}, False)
    assert (gone.ref, gone.withdrawn) == ("HB-2", True)
    assert messages(parsed) == [
        "None: /items/2/_story is missing; an item has to carry the whole story there"
    ]


@pytest.mark.parametrize("kind", ["json-feed", "stories", "statuspage"])
@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "{}", "<html></html>", '{"items": 3}', "[" * 100_000]
)
def test_what_is_no_feed_is_a_fault(kind, text):
    parsed = read(kind, text)
    assert not parsed.stories
    assert parsed.faults
