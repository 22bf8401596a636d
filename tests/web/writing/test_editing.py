"""Writing a story in the browser, without JavaScript: begin, type, add rows, check, preview, save."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from incidents.domain import drafts, stories
from incidents.models import Draft, Incident, User
from tests import factories, page
from tests.page import Part

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    return factories.user("author", role=User.Role.AUTHOR)


@pytest.fixture
def signed_in(author: User, client: Client) -> Client:
    client.force_login(author)
    return client


def begun(client: Client, kind: str = "incident") -> str:
    return client.post("/write/", {"kind": kind})["Location"]


def fields(part: Part) -> dict[str, Any]:
    """What a browser would send of the form of the editor."""
    sent: dict[str, Any] = {}
    for one in part.all("input", "textarea", "select"):
        name = one.attributes.get("name", "")
        if not name or (one.attributes.get("type") == "checkbox" and "checked" not in one.attributes):
            continue
        value = one.attributes.get("value", "")
        if one.tag == "textarea":
            value = "".join(one._strings()).removeprefix("\n")
        if one.tag == "select":
            chosen = [option for option in one.all("option") if "selected" in option.attributes]
            value = chosen[0].attributes["value"] if chosen else ""
        sent.setdefault(name, []).append(value)
    return sent


def typed(client: Client, address: str, do: str, **changed: Any) -> Any:
    """Sends the form of the page with these fields changed, dots written as two underscores."""
    sent = fields(page.read(client.get(address).content.decode()))
    sent |= {name.replace("__", "."): value for name, value in changed.items()}
    return client.post(address, sent | {"do": do})


WHOLE = {
    "title": "Pods restart because the limit is lower than the start needs",
    "summary": "A limit was lowered.\nThe pods were killed.",
    "symptoms__0__text": "Pods restart",
    "symptoms__0__kind": "pod_status",
    "symptoms__0__observable": "OOMKilled <script>",
    "factors__0__text": "The limit is below what the start needs",
    "factors__0__dimension": "configuration",
    "factors__0__failure_mode": "memory_exhaustion",
    "factors__0__leads_to": "s1",
    "fixes__0__text": "Raise the limit",
    "fixes__0__phase": "remediation",
    "fixes__0__outcome": "worked",
    "fixes__0__addresses": "f1",
    "takeaways__0__text": "Measure the start, too",
}


def draft_at(address: str) -> Draft:
    return Draft.objects.get(key=UUID(address.rpartition("/")[2].partition("#")[0]))


@pytest.mark.usefixtures("vocabulary")
def test_a_whole_story_is_written_previewed_and_published(signed_in: Client, author: User) -> None:
    address = begun(signed_in)
    assert typed(signed_in, address, "save", **WHOLE)["Location"] == address
    assert typed(signed_in, address, "preview")["Location"] == f"{address}/preview"
    preview = page.read(signed_in.get(f"{address}/preview").content.decode())
    assert WHOLE["title"] in preview.headings
    assert "OOMKilled <script>" in preview.text
    saved = typed(signed_in, address, "publish", status="published", reason="It happened to us.")
    incident = Incident.objects.get()
    assert saved["Location"] == f"/{incident.ref}"
    assert (incident.status, incident.owner, incident.current_revision.author) == (
        "published",
        author,
        author,
    )
    assert incident.current_revision.reason == "It happened to us."
    story = stories.current(ref=incident.ref)
    assert story.factors[0].leads_to == ("s1",)
    assert story.summary == WHOLE["summary"]
    assert draft_at(address).incident == incident
    assert typed(signed_in, address, "publish").status_code == 302  # types on in a draft of its own
    assert Draft.objects.open().count() == 1


@pytest.mark.usefixtures("vocabulary")
def test_faults_stand_beside_the_field_and_on_top_and_nothing_typed_is_lost(signed_in: Client) -> None:
    address = begun(signed_in)
    response = typed(
        signed_in, address, "publish", **WHOLE | {"factors__0__failure_mode": "human error", "title": ""}
    )
    assert response.status_code == 422
    shown = page.read(response.content.decode())
    (alert,) = shown.alerts
    assert "Factors 1 failure mode" in alert
    assert "#factors.0.failure_mode" in shown.addresses
    assert any("human error is where the analysis starts" in error for error in shown.errors)
    kept = draft_at(address)
    assert kept.content["factors"][0]["failure_mode"] == "human error"
    assert kept.discarded_at is None
    assert not Incident.objects.exists()


def test_rows_are_added_moved_and_removed_and_every_button_saves_first(signed_in: Client) -> None:
    address = begun(signed_in)
    added = typed(signed_in, address, "add symptoms", symptoms__0__text="First")
    assert added["Location"] == f"{address}#symptoms.1"
    moved = typed(signed_in, address, "up symptoms.1", symptoms__1__text="Second")
    assert moved["Location"] == f"{address}#symptoms.0"
    rows = draft_at(address).content["symptoms"]
    assert [(row["id"], row["text"]) for row in rows] == [("s2", "Second"), ("s1", "First")]
    typed(signed_in, address, "remove symptoms.0")
    typed(signed_in, address, "add symptoms")
    assert [row["id"] for row in draft_at(address).content["symptoms"]] == ["s1", "s3"]
    assert (
        typed(signed_in, address, "add impacts.0.quantities")["Location"]
        == f"{address}#impacts.0.quantities.0"
    )


def test_a_page_that_is_behind_overwrites_nothing(signed_in: Client) -> None:
    address = begun(signed_in)
    behind = fields(page.read(signed_in.get(address).content.decode()))
    typed(signed_in, address, "save", title="The first page")
    forked = signed_in.post(address, behind | {"title": "The second page", "do": "save"}, follow=True)
    shown = page.read(forked.content.decode())
    assert "changed in two places" in shown.text
    titles = set(Draft.objects.open().with_titles().values_list("title", flat=True))
    assert titles == {"The first page", "The second page"}


def test_two_megabytes_are_refused_with_a_sentence_and_come_back(signed_in: Client) -> None:
    address = begun(signed_in)
    pasted = "0123456789" * 200_000
    response = typed(signed_in, address, "save", body=pasted)
    assert response.status_code == 422
    assert "1 MB is possible" in response.content.decode()
    assert pasted in response.content.decode()
    assert "body" not in draft_at(address).content


@pytest.mark.usefixtures("vocabulary")
def test_a_story_is_changed_and_keeps_what_the_editor_does_not_offer(signed_in: Client, author: User) -> None:
    factories.saved("KF-900", author=author, origin="person", aliases=("HARBOUR-7",))
    address = signed_in.post("/KF-900/change")["Location"]
    assert typed(signed_in, address, "publish", title="Another title")["Location"] == "/KF-900"
    story = stories.current(ref="KF-900")
    assert (story.title, story.aliases, story.slug) == ("Another title", ("HARBOUR-7",), "story-kf-900")
    assert Incident.objects.get().revision_number == 2


@pytest.mark.usefixtures("vocabulary")
def test_who_saves_second_is_told_and_loses_nothing(signed_in: Client, author: User) -> None:
    factories.saved("KF-900", author=author, origin="person")
    address = signed_in.post("/KF-900/change")["Location"]
    factories.changed("KF-900", title="Theirs")
    response = typed(signed_in, address, "publish", title="Mine")
    assert response.status_code == 409
    assert "Somebody saved in between." in response.content.decode()
    assert draft_at(address).content["title"] == "Mine"
    assert stories.current(ref="KF-900").title == "Theirs"


def test_a_draft_is_for_its_author_alone(signed_in: Client, client: Client) -> None:
    address = begun(signed_in)
    for role in (User.Role.AUTHOR, User.Role.EDITOR, User.Role.ADMINISTRATOR):
        client.force_login(factories.user(f"another-{role}", role=role))
        for path in (address, f"{address}/preview"):
            assert client.get(path).status_code == 404
        assert client.post(address, {"do": "save"}).status_code == 404
        assert client.post(f"{address}/restore").status_code == 404
        assert "Without a title" not in client.get("/write/").content.decode()


def test_who_may_not_see_a_story_any_more_cannot_open_the_draft_of_it(signed_in: Client) -> None:
    factories.saved("KF-900", visibility="organisation")
    incident = Incident.objects.get()
    author = User.objects.get(username="author")
    key = uuid4()
    drafts.start_from(incident=incident, author=author, key=key, now=factories.NOW)
    assert signed_in.get(f"/write/{key}").status_code == 200
    factories.changed("KF-900", visibility="people")
    assert signed_in.get(f"/write/{key}").status_code == 404


def test_readers_write_nothing(client: Client) -> None:
    client.force_login(factories.user("reader"))
    assert "An administrator can make you an author" in client.get("/write/").content.decode()
    assert client.post("/write/", {"kind": "incident"}).status_code == 403


def test_a_discarded_draft_can_be_had_back(signed_in: Client) -> None:
    address = begun(signed_in)
    assert typed(signed_in, address, "discard", title="Gone")["Location"] == "/write/"
    assert "Discarded or saved" in page.read(signed_in.get("/write/").content.decode()).headings
    signed_in.post(f"{address}/restore")
    assert draft_at(address).discarded_at is None


TOO_MUCH = "0123456789" * 110_000


@pytest.mark.parametrize(
    ("changed", "status"), [({"writer": "nobody"}, 400), ({"based_on": ""}, 400), ({"body": TOO_MUCH}, 422)]
)
def test_a_form_that_cannot_be_saved_comes_back_with_what_was_typed(
    signed_in: Client, changed: dict[str, str], status: int
) -> None:
    address = begun(signed_in)
    typed(signed_in, address, "save", title="Kept")
    response = typed(signed_in, address, "save", title="Typed", **changed)
    shown = page.read(response.content.decode())
    assert response.status_code == status
    assert shown.alerts[0].startswith("Not saved.")
    assert fields(shown)["title"] == ["Typed"]
    assert draft_at(address).content["title"] == "Kept"
    saved = signed_in.post(address, fields(shown) | {"body": "", "do": "save"})
    assert draft_at(saved["Location"]).content["title"] == "Typed"


@pytest.mark.parametrize("changed", [{"writer": "nobody"}, {"body": TOO_MUCH}])
def test_what_comes_back_overwrites_no_other_page(signed_in: Client, changed: dict[str, str]) -> None:
    address = begun(signed_in)
    sent = fields(page.read(signed_in.get(address).content.decode()))
    typed(signed_in, address, "save", title="There")
    shown = page.read(signed_in.post(address, sent | {"title": "Here"} | changed).content.decode())
    saved = signed_in.post(address, fields(shown) | {"body": "", "do": "save"})
    assert draft_at(saved["Location"]).content["title"] == "Here"
    assert draft_at(address).content["title"] == "There"


def test_what_was_typed_is_escaped(signed_in: Client) -> None:
    address = begun(signed_in)
    typed(signed_in, address, "save", title="</textarea><script>alert(1)</script>", summary="</textarea><b>")
    assert "<script>alert(1)" not in signed_in.get(address).content.decode()
    assert "</textarea><b>" not in signed_in.get(address).content.decode()


@pytest.mark.usefixtures("vocabulary")
def test_a_team_has_to_be_one_of_the_authors(signed_in: Client) -> None:
    address = begun(signed_in)
    response = typed(signed_in, address, "publish", **WHOLE, team="harbour", visibility="team")
    assert response.status_code == 422
    assert "is none of your teams" in response.content.decode()
