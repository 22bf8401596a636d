from datetime import timedelta

import msgspec
import pytest
from django.test import Client

from incidents.domain import stories
from incidents.models import Incident, Revision, User
from tests import factories
from tests.page import read

pytestmark = pytest.mark.usefixtures("written", "db")

LATER = factories.NOW + timedelta(hours=1)
FORMS = {
    "withdraw": {"reason": "It was another cluster.", "successor": "KF-901", "based_on": "1"},
    "merge": {"reason": "One event, told twice.", "into": "KF-901", "based_on": "1"},
}
OTHER = {"withdraw": "successor", "merge": "into"}
both = pytest.mark.parametrize("way", FORMS)


def two_stories_and_an_editor() -> None:
    factories.saved("KF-900", title="Told twice")
    factories.saved("KF-901", title="Told well")
    factories.user("editor", role=User.Role.EDITOR, display_name="Edith Harbour")


@pytest.fixture(scope="module")
def written(written_once, shared_vocabulary) -> None:
    written_once(two_stories_and_an_editor)


@pytest.fixture
def editor(db) -> User:
    return User.objects.get(username="editor")


def signed_in(user: User, **options: bool) -> Client:
    client = Client(**options)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def send(user: User, way: str, ref: str = "KF-900", **changed: str) -> tuple[int, str]:
    response = signed_in(user).post(f"/{ref}/{way}", FORMS[way] | changed)
    return response.status_code, response.content.decode()


def change(author: User, title: str) -> None:
    story = msgspec.structs.replace(stories.current(ref="KF-900"), title=title)
    stories.save(story=story, based_on=1, origin="person", author=author, now=LATER, reason=title)


@both
def test_the_form_says_what_happens_and_how_to_undo_it(editor, way):
    shown = read(signed_in(editor).get(f"/KF-900/{way}").content.decode())
    assert "The reference stays taken" in shown.text
    assert "restore an earlier revision from the" in shown.text
    assert "/KF-900/history" in shown.addresses
    assert shown.values("based_on") == ["1"]
    assert "So far only its editors" not in shown.text


@both
def test_what_nobody_could_read_is_said_before_it_shows(editor, way):
    factories.saved("KF-902", status="draft")
    assert "So far only its editors" in signed_in(editor).get(f"/KF-902/{way}").content.decode()


def test_a_withdrawn_story_says_why_and_leaves_everything_else(editor):
    response = signed_in(editor).post("/KF-900/withdraw", FORMS["withdraw"], follow=True)
    assert response.redirect_chain == [("/KF-900/history", 302)]
    html = response.content.decode()
    assert "KF-900 is withdrawn: its page shows why. To undo it, restore revision 1." in html
    assert "To bring it back, restore an earlier revision." in html
    page = Client().get("/KF-900").content.decode()
    assert "It was another cluster." in page
    assert "Read KF-901 in its place." in read(page).text
    assert ("KF-901", "/KF-901") in read(page).links
    revision = Revision.objects.get(incident__ref="KF-900", number=2)
    assert (revision.author, revision.reason) == (editor, "It was another cluster.")


def test_a_merged_story_leads_to_the_other_and_keeps_its_history(editor):
    response = signed_in(editor).post("/KF-900/merge", FORMS["merge"], follow=True)
    assert response.redirect_chain == [("/KF-900/history", 302)]
    html = response.content.decode()
    assert "KF-900 is merged: its address leads to the other story. To undo it, restore revision 1." in html
    assert "Its address leads to KF-901" in read(html).text
    assert ("KF-901", "/KF-901") in read(html).links
    for path in ("/KF-900", "/KF-900/relations", "/KF-900/timeline.csv"):
        moved = Client().get(path)
        assert (moved.status_code, moved["Location"]) == (301, path.replace("900", "901"))
        assert moved["Cache-Control"] == "no-cache", "it can be undone"
    for path in ("/KF-900/history", "/KF-900/history/1", "/KF-900/compare"):
        assert Client().get(path).status_code == 200
    other = read(Client().get("/KF-901").content.decode())
    assert ("KF-900 Told twice", "/KF-900/history") in other.links, "no circle"
    assert "One event, told twice." in other.text
    api = Client().get("/api/v1/stories/KF-900")
    assert (api.status_code, api["Location"]) == (308, "/api/v1/stories/KF-901")


@both
@pytest.mark.parametrize(
    "path",
    ["/stories/", "/stories/?q=twice", "/", "/feed.atom", "/feed.json", "/api/v1/stories?q=twice"],
)
def test_an_ended_story_is_listed_nowhere_until_it_is_restored(editor, way, path):
    assert "KF-900" in Client().get(path).content.decode()
    assert send(editor, way)[0] == 302
    assert "KF-900" not in Client().get(path).content.decode()
    restored = signed_in(editor).post("/KF-900/restore", {"number": "1", "based_on": "2"})
    assert (restored.status_code, restored["Location"]) == (302, "/KF-900/history")
    assert "KF-900" in Client().get(path).content.decode()
    assert "Told twice" in Client().get("/KF-900").content.decode()


@both
def test_a_reference_is_read_in_any_case(editor, way):
    assert send(editor, way, **{OTHER[way]: " kf-901 "})[0] == 302


def test_a_story_is_withdrawn_without_another_in_its_place(editor):
    assert send(editor, "withdraw", successor="")[0] == 302
    assert "in its place" not in Client().get("/KF-900").content.decode()


def test_nobody_is_led_to_a_successor_they_may_not_read(editor):
    factories.saved("KF-902")
    assert send(editor, "withdraw", successor="KF-902")[0] == 302
    factories.changed("KF-902", visibility="organisation")
    assert "KF-902" not in Client().get("/KF-900").content.decode()
    assert "KF-902" in signed_in(factories.user()).get("/KF-900").content.decode()


@both
@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("the flood", "Is no reference; write one such as KF-15."),
        ("KF-900", "KF-900 is this story; name another one."),
        ("KF-77", "There is no KF-77 that you may read; name one that exists."),
        ("KF-903", "There is no KF-903 that you may read; name one that exists."),
        ("KF-904", "KF-904 was withdrawn itself; name a current one."),
    ],
)
def test_all_faults_stand_beside_their_fields_and_what_was_typed_stays(editor, way, other, said):
    factories.saved("KF-903", visibility="people")
    factories.saved("KF-904")
    stories.withdraw(ref="KF-904", based_on=1, author=editor, reason="Wrong.", now=LATER)
    status, html = send(editor, way, reason="x" * 501, **{OTHER[way]: other})
    assert status == 422
    shown = read(html)
    assert shown.at(f"id_{OTHER[way]}_error").text == said
    assert shown.at("id_reason_error").text == "Is 501 characters long; 500 are possible."
    assert [shown.values(name) for name in (OTHER[way], "reason")] == [[other], ["x" * 501]]
    assert Incident.objects.get(ref="KF-900").status == "published"


@both
def test_a_reason_and_for_a_merger_a_story_are_asked_for(editor, way):
    status, html = send(editor, way, reason="  ", **{OTHER[way]: ""})
    assert status == 422
    errors = read(html).errors
    assert "Is blank; say why, for those who come looking for the story." in errors
    assert len(errors) == {"withdraw": 1, "merge": 2}[way]


def test_lines_of_a_reason_are_counted_as_the_browser_does(editor):
    assert send(editor, "withdraw", reason="\r\n".join(["x" * 9] * 50))[0] == 302
    assert len(Revision.objects.get(incident__ref="KF-900", number=2).reason) == 499


@both
def test_whoever_saved_in_between_is_not_overwritten(editor, way):
    change(factories.user("other", role=User.Role.EDITOR, display_name="Otto Quay"), "As somebody left it")
    status, html = send(editor, way)
    assert status == 409
    assert Incident.objects.get(ref="KF-900").title == "As somebody left it"
    shown = read(html)
    assert "Otto Quay" in shown.text
    assert "/KF-900/compare?from=1&to=2" in shown.addresses, "what was saved in between"
    assert [shown.values(name) for name in ("reason", OTHER[way])] == [[FORMS[way]["reason"]], ["KF-901"]]
    assert shown.values("based_on") == ["2"], "the same once more, on top of the current revision"
    assert send(editor, way, based_on="2")[0] == 302


@both
def test_of_two_at_once_one_is_told(editor, way):
    other = factories.user("other", role=User.Role.EDITOR)
    assert [send(person, way, reason=str(person))[0] for person in (editor, other)] == [302, 409]
    assert Revision.objects.filter(incident__ref="KF-900").count() == 2


@both
@pytest.mark.parametrize("based_on", ["", "x", "0", str(10**12)])
def test_a_form_that_does_not_say_where_it_started_ends_nothing(editor, way, based_on):
    status, html = send(editor, way, based_on=based_on)
    assert status == 400
    shown = read(html)
    assert "did not say which revision you started from" in shown.text
    assert [shown.values(name) for name in ("reason", "based_on")] == [[FORMS[way]["reason"]], ["1"]]
    assert not Incident.objects.exclude(status="published").exists()


@both
@pytest.mark.parametrize("field", ["reason", "other"])
def test_what_is_no_text_is_refused(editor, way, field):
    status, html = send(editor, way, **{OTHER[way] if field == "other" else field: "KF\0-901"})
    assert status == 400
    assert "Null characters are not allowed." in html


def test_a_withdrawal_can_be_put_in_other_words(editor):
    send(editor, "withdraw")
    shown = read(signed_in(editor).get("/KF-900/withdraw").content.decode())
    assert shown.values("reason") == ["It was another cluster."]
    assert shown.values("successor") == ["KF-901"]
    response = signed_in(editor).post("/KF-900/withdraw", FORMS["withdraw"] | {"based_on": "2"}, follow=True)
    assert "already: nothing was saved" in response.content.decode()
    assert send(editor, "withdraw", based_on="2", reason="It was the neighbours.")[0] == 302
    assert "It was the neighbours." in Client().get("/KF-900").content.decode()


def test_what_is_done_to_a_merged_story_is_not_done_to_the_other(editor):
    send(editor, "merge")
    assert "Withdraw KF-900" in signed_in(editor).get("/KF-900/withdraw").content.decode()
    assert send(editor, "withdraw", based_on="2")[0] == 302
    statuses = dict(Incident.objects.values_list("ref", "status"))
    assert statuses == {"KF-900": "withdrawn", "KF-901": "published"}


@both
def test_only_those_who_may_edit_are_shown_the_way(editor, way):
    owner = factories.user("owner")
    Incident.objects.filter(ref="KF-900").update(owner=owner)
    reader = signed_in(factories.user("reader"))
    link = f"/KF-900/{way}"
    readers = (Client(), reader, signed_in(editor))
    histories = [read(client.get("/KF-900/history").content.decode()) for client in readers]
    assert [link in history.addresses for history in histories] == [False, False, True]
    assert reader.get(f"/KF-900/{way}").status_code == 403
    assert reader.post(f"/KF-900/{way}", FORMS[way]).status_code == 403
    assert Client().post(f"/KF-900/{way}", FORMS[way])["Location"].startswith("/sign-in?")
    assert Revision.objects.count() == 2
    assert send(owner, way)[0] == 302


@both
def test_only_a_form_from_here_ends_a_story(editor, way):
    client = signed_in(editor, enforce_csrf_checks=True)
    assert client.post(f"/KF-900/{way}", FORMS[way]).status_code == 403
    assert signed_in(editor).put(f"/KF-900/{way}").status_code == 405
    assert Revision.objects.count() == 2
