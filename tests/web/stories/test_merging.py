"""Merging on the page: what the other story takes over is shown before anything is saved."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.test import Client

from incidents.domain import stories
from incidents.models import Incident, Revision, User
from incidents.stories.document import Occurred, Source
from tests import factories
from tests.page import Part, read

pytestmark = pytest.mark.usefixtures("written", "db")

LATER = factories.NOW + timedelta(hours=1)
TALK = Source(title="The talk", kind="talk_video", url="https://example.org/talk")
FIX = msgspec.structs.replace(factories.document().fixes[0], sources=("r1",))
TOLD: dict[str, Any] = {
    "aliases": ("flood",),
    "sources": (msgspec.structs.replace(TALK, id="r1"),),
    "fixes": (FIX,),
    "occurred": Occurred(start="2019-05-21"),
}
ALL = ["r1", "aliases/flood", "occurred/start"]
FIRST = {"reason": "One event, told twice.", "into": "kf-901", "based_on": "1"}


def two_stories_and_an_editor() -> None:
    factories.saved("KF-900", title="Told twice", **TOLD)
    factories.saved("KF-901", title="Told well")
    factories.user("editor", role=User.Role.EDITOR)


@pytest.fixture(scope="module")
def written(written_once, shared_vocabulary) -> None:
    written_once(two_stories_and_an_editor)


@pytest.fixture
def editor(db) -> User:
    return User.objects.get(username="editor")


def send(user: User, ref: str = "KF-900", **changed: Any):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.post(f"/{ref}/merge", FIRST | changed, follow=True)


def sent_by(shown: Part) -> dict[str, list[str]]:
    """What a browser without scripts sends of the form as it stands."""
    (form,) = [part for part in shown.all("form") if "panel" in part.attributes.get("class", "")]
    fields = [part for part in form.all("input", "textarea") if is_sent(part)]
    names = {part.attributes["name"] for part in fields}
    return {name: [part.value for part in fields if part.attributes["name"] == name] for name in names}


def is_sent(field: Part) -> bool:
    return field.attributes.get("type") != "checkbox" or "checked" in field.attributes


def ticked(shown: Part) -> dict[str, bool]:
    boxes = [part for part in shown.all("input") if part.attributes.get("type") == "checkbox"]
    return {box.value: "checked" in box.attributes for box in boxes}


def test_nothing_is_saved_before_the_proposal_is_seen(editor):
    response = send(editor)
    assert response.status_code == 200
    shown = read(response.content.decode())
    assert shown.headings[:1] == ["Merge KF-900 into KF-901"]
    assert ticked(shown) == dict.fromkeys(ALL, True)
    assert "The talk https://example.org/talk Supports x1 of KF-900." in shown.text
    assert "Start: 21 May 2019" in shown.text
    assert "story-kf-900 stays with KF-900 and leads to KF-901, too" in shown.text
    assert Revision.objects.count() == 2


def test_the_form_of_the_proposal_saves_both_stories(editor):
    fields = sent_by(read(send(editor).content.decode()))
    assert fields["into_based_on"] == ["1"]
    response = send(editor, **fields)
    assert response.redirect_chain == [("/KF-900/history", 302)]
    undo = "To undo it, restore revision 1 of KF-901 first, then revision 1 of KF-900."
    assert undo in response.content.decode()
    taken = stories.current(ref="KF-901")
    assert (taken.aliases, taken.occurred.start, len(taken.sources)) == (("flood",), "2019-05-21", 1)
    page = Client().get("/KF-901").content.decode()
    assert "https://example.org/talk" in page
    for path in ("/stories/flood", "/stories/story-kf-900", "/KF-900"):
        assert Client().get(path, follow=True).redirect_chain[-1][0] == "/KF-901"


def test_what_is_unticked_is_not_taken_over(editor):
    fields = sent_by(read(send(editor).content.decode()))
    assert send(editor, **fields | {"handed": ["occurred/start"]}).status_code == 200
    taken = stories.current(ref="KF-901")
    assert (taken.aliases, taken.occurred.start, taken.sources) == ((), "2019-05-21", ())


def test_with_nothing_ticked_only_the_merged_story_is_saved(editor):
    fields = sent_by(read(send(editor).content.decode()))
    del fields["handed"]
    assert "To undo it, restore revision 1." in send(editor, **fields).content.decode()
    assert dict(Incident.objects.values_list("ref", "revision_number")) == {"KF-900": 2, "KF-901": 1}


def test_nobody_is_asked_where_there_is_nothing_to_take_over(editor):
    assert send(editor, ref="KF-901", into="KF-900").redirect_chain == [("/KF-901/history", 302)]


@pytest.mark.parametrize("ref", ["KF-900", "KF-901"])
def test_whoever_saved_either_story_in_between_is_shown_and_nothing_is_lost(editor, ref):
    fields = sent_by(read(send(editor).content.decode())) | {"handed": ["r1"], "reason": ["Typed anew."]}
    factories.changed(ref, title="As somebody left it", **(TOLD if ref == "KF-900" else {}))
    response = send(editor, **fields)
    assert response.status_code == 409
    shown = read(response.content.decode())
    assert f"{ref} is at revision 2" in shown.alerts[0]
    assert f"/{ref}/compare?from=1&to=2" in shown.addresses
    assert ticked(shown) == {"r1": True, "aliases/flood": False, "occurred/start": False}
    assert shown.values("reason") == ["Typed anew."]
    assert not Incident.objects.filter(status="merged").exists()
    again = send(editor, **sent_by(shown))
    assert again.redirect_chain == [("/KF-900/history", 302)]
    assert [source.url for source in stories.current(ref="KF-901").sources] == [TALK.url]


def test_both_that_were_saved_in_between_are_shown(editor):
    fields = sent_by(read(send(editor).content.decode()))
    factories.changed("KF-900", title="Changed", **TOLD)
    factories.changed("KF-901", title="Changed")
    shown = read(send(editor, **fields).content.decode())
    assert {f"/{ref}/compare?from=1&to=2" for ref in ("KF-900", "KF-901")} <= set(shown.addresses)
    assert (shown.values("based_on"), shown.values("into_based_on")) == (["2"], ["2"])


def test_what_would_be_wrong_of_the_survivor_is_said_above_the_list(editor):
    factories.changed("KF-901", title="Told well", resolved_at="2018")
    response = send(editor, **sent_by(read(send(editor).content.decode())))
    assert response.status_code == 422
    shown = read(response.content.decode())
    assert "Nothing was saved. KF-901 cannot take over all that is ticked." in shown.alerts[0]
    assert "/resolved_at: 2018 is before the start, 2019-05-21" in shown.text
    assert ticked(shown) == dict.fromkeys(ALL, True)
    assert Incident.objects.get(ref="KF-900").status == "published"


def test_a_blank_reason_loses_no_tick(editor):
    fields = sent_by(read(send(editor).content.decode())) | {"handed": ["r1"], "reason": [" "]}
    response = send(editor, **fields)
    assert response.status_code == 422
    shown = read(response.content.decode())
    assert shown.errors == ["Is blank; say why, for those who come looking for the story."]
    assert [key for key, is_ticked in ticked(shown).items() if is_ticked] == ["r1"]


def test_a_survivor_that_has_ended_meanwhile_is_chosen_anew(editor):
    fields = sent_by(read(send(editor).content.decode()))
    stories.withdraw(ref="KF-901", based_on=1, author=editor, reason="Wrong.", now=LATER)
    response = send(editor, **fields)
    assert response.status_code == 422
    shown = read(response.content.decode())
    assert shown.at("id_into_error").text == "KF-901 was withdrawn itself; name a current one."
    assert ticked(shown) == {}
    assert shown.values("into_based_on") == []


@pytest.mark.parametrize("handed", ["r9", "factors/0", "x" * 1000, "\x07"])
def test_what_was_not_offered_is_refused(editor, handed):
    response = send(editor, into_based_on="1", handed=[handed])
    assert response.status_code == 422
    shown = read(response.content.decode())
    assert shown.errors == ["Names something that KF-901 does not lack; look at the list again."]
    assert Revision.objects.count() == 2


@pytest.mark.parametrize("number", ["x", "0", str(10**12)])
def test_a_form_that_lost_the_revision_of_the_survivor_hands_over_nothing(editor, number):
    response = send(editor, into_based_on=number, handed=["r1"])
    assert response.status_code == 400
    shown = read(response.content.decode())
    assert "did not say which revision you started from" in shown.text
    assert shown.values("into_based_on") == ["1"]
    assert Revision.objects.count() == 2


def test_who_may_edit_the_merged_story_alone_hands_over_nothing(editor):
    owner = factories.user("owner")
    Incident.objects.filter(ref="KF-900").update(owner=owner)
    shown = read(send(owner).content.decode())
    assert "You may not edit KF-901, so nothing is handed over" in shown.text
    assert ticked(shown) == {}
    forged = send(owner, **sent_by(shown) | {"handed": ["r1"]})
    assert forged.status_code == 403
    assert Revision.objects.count() == 2
    assert send(owner, **sent_by(shown)).redirect_chain == [("/KF-900/history", 302)]
    assert Incident.objects.get(ref="KF-901").revision_number == 1


def test_of_a_survivor_that_nobody_may_read_nothing_is_told(editor):
    factories.saved("KF-903", visibility="people", title="Kept quiet")
    for fields in ({}, {"into_based_on": "1", "handed": ["r1"]}):
        shown = read(send(editor, into="KF-903", **fields).content.decode())
        assert shown.at("id_into_error").text == "There is no KF-903 that you may read; name one that exists."
        assert "Kept quiet" not in shown.text


@pytest.mark.parametrize("closed", [{"visibility": "organisation"}, {"status": "draft"}])
def test_nothing_of_a_more_closed_story_is_ticked_and_its_readers_are_told_apart(editor, closed):
    factories.changed("KF-900", title="Told twice", **TOLD, **closed)
    shown = read(send(editor, based_on="2").content.decode())
    assert ticked(shown) == dict.fromkeys(ALL, False)
    assert "KF-901 may be read by people who may not read KF-900." in shown.text
    fields = sent_by(shown)
    assert send(editor, **fields).redirect_chain
    assert "example.org/talk" not in Client().get("/KF-901").content.decode()


def test_what_is_ticked_of_a_more_closed_story_names_it_to_nobody(editor):
    factories.changed("KF-900", title="Told twice", visibility="organisation", **TOLD)
    fields = sent_by(read(send(editor, based_on="2").content.decode())) | {"handed": ["occurred/start"]}
    assert send(editor, **fields).redirect_chain
    for path in ("/KF-901", "/KF-901/history", "/KF-901/history/2", "/KF-901/compare?from=1&to=2"):
        html = Client().get(path).content.decode().lower()
        assert [word for word in ("kf-900", "told twice") if word in html] == [], path
    assert stories.current(ref="KF-901").sources == ()


def test_times_that_would_mean_something_else_are_said_and_not_offered(editor):
    factories.saved("KF-904", occurred=Occurred(start="2019-05-21T10:00Z"), detected_at="T+16m")
    factories.saved("KF-905", occurred=Occurred(start="2019-05-21T12:00Z"))
    shown = read(send(editor, ref="KF-904", into="KF-905").content.decode())
    assert ticked(shown) == {}
    assert "it counts from another start" in shown.text
