"""What was typed into a form comes back where its session has ended meanwhile.

The editor has more to say of it, see `test_autosaving`.
"""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from incidents.models import Draft, User
from incidents.stories.markdown import MOST_CHARACTERS
from tests import factories, page
from tests.page import Part
from tests.web.writing.test_editing import begun, fields
from tests.web.writing.test_pasting import CHAT

pytestmark = pytest.mark.django_db

HERE = {"Origin": "http://testserver"}
PASTED = {"text": CHAT, "zone": "Europe/Berlin", "first_day": "2026-03-24", "quiet": "45"}
TYPED = {
    "/write/import": {"text": "# Queue <b> stood still\n\n## Summary\nIt stood.\n"},
    "/write/paste": PASTED,
    "draft": PASTED,
}


@pytest.fixture
def author() -> User:
    return factories.user("author", role=User.Role.AUTHOR)


@pytest.fixture
def signed_in(author: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(author)
    return client


@pytest.fixture(params=TYPED)
def address(request: pytest.FixtureRequest, author: User) -> str:
    """Of a page that one types on: one for each kind, the last inside a draft."""
    if request.param != "draft":
        return str(request.param)
    client = Client()
    client.force_login(author)
    return f"{begun(client)}/paste"


def typed(client: Client, address: str) -> dict[str, Any]:
    """The form of the page as a browser sends it, with something typed into it."""
    return fields(page.read(client.get(address).content.decode())) | TYPED.get(address, PASTED)


def read(answer: Any) -> Part:
    return page.read(answer.content.decode())


def kept(client: Client, address: str, carried: Part) -> dict[str, Any]:
    """What stands in the form after the button of the page that carried it was pressed."""
    (button,) = carried.all("main")[0].all("form")[0].all("button")
    assert button.text == "Back to the form, with what I typed"
    answer = client.post(address, fields(carried) | {"do": button.attributes["value"]})
    assert answer.status_code == 200
    return fields(read(answer))


def test_a_form_that_is_sent_signed_out_is_filled_in_again_after_signing_in(
    signed_in: Client, address: str, author: User
) -> None:
    sent = typed(signed_in, address)
    drafts = Draft.objects.count()
    del signed_in.cookies["sessionid"]
    answer = signed_in.post(address, sent)
    carried = read(answer)
    assert (answer.status_code, carried.headings) == (403, ["Not saved yet"])
    assert answer["Cache-Control"] == "private, no-store"
    assert "You are signed out." in carried.alerts[0]
    signed_in.force_login(author)
    filled_in = kept(signed_in, address, carried)
    for name, value in TYPED.get(address, PASTED).items():
        assert filled_in[name] == [value]
    assert Draft.objects.count() == drafts


def test_a_form_with_the_token_of_the_session_before_is_filled_in_again(
    signed_in: Client, address: str
) -> None:
    sent = typed(signed_in, address)
    del signed_in.cookies["csrftoken"]
    answer = signed_in.post(address, sent, headers=HERE)
    carried = read(answer)
    assert answer.status_code == 403
    assert "You have signed in since" in carried.alerts[0]
    assert kept(signed_in, address, carried)["text"] == [sent["text"]]


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", None])
def test_what_another_site_sends_does_not_come_back(
    signed_in: Client, address: str, origin: str | None
) -> None:
    for is_signed_in in (True, False):
        if not is_signed_in:
            del signed_in.cookies["sessionid"]
        answer = signed_in.post(address, {"text": "Planted"}, headers={"Origin": origin} if origin else {})
        assert answer.status_code == 403
        assert "Planted" not in answer.content.decode()


def test_whoever_is_signed_out_is_led_to_sign_in(address: str) -> None:
    assert Client().get(address)["Location"] == f"/sign-in?next={address}"


def test_what_was_ticked_of_a_proposal_stays_ticked(signed_in: Client, author: User) -> None:
    proposal = fields(read(signed_in.post("/write/paste", typed(signed_in, "/write/paste"))))
    assert proposal["event"] == ["0", "1", "3"]
    sent = proposal | {"event": ["3"], "role.0": "on-call engineer", "do": "take"}
    del signed_in.cookies["sessionid"]
    carried = read(signed_in.post("/write/paste", sent))
    signed_in.force_login(author)
    filled_in = kept(signed_in, "/write/paste", carried)
    assert (filled_in["event"], filled_in["role.0"]) == (["3"], ["on-call engineer"])
    assert signed_in.post("/write/paste", filled_in | {"do": "take"}).status_code == 302
    assert len(Draft.objects.get().content["timeline"]) == 1


@pytest.mark.parametrize("letter", ["a", "\u00e9", "\u6587", " "])
def test_the_longest_postmortem_comes_back_whole(signed_in: Client, author: User, letter: str) -> None:
    text = "# Long\n\n" + letter * (MOST_CHARACTERS - 9) + "."
    sent = typed(signed_in, "/write/import") | {"text": text}
    del signed_in.cookies["sessionid"]
    carried = read(signed_in.post("/write/import", sent))
    signed_in.force_login(author)
    again = kept(signed_in, "/write/import", carried)
    assert again["text"] == [text]
    assert signed_in.post("/write/import", again).status_code == 302
    assert Draft.objects.get().content["title"] == "Long"


def test_more_than_the_longest_comes_back_too_and_says_so(signed_in: Client, author: User) -> None:
    sent = typed(signed_in, "/write/import") | {"text": "a" * (MOST_CHARACTERS + 1)}
    del signed_in.cookies["sessionid"]
    carried = read(signed_in.post("/write/import", sent))
    signed_in.force_login(author)
    again = kept(signed_in, "/write/import", carried)
    answer = signed_in.post("/write/import", again)
    assert answer.status_code == 422
    assert "has 300,001 characters; 300,000 are possible" in answer.content.decode()
    assert fields(read(answer))["text"] == again["text"]


def test_a_file_is_named_that_has_to_be_chosen_once_more(signed_in: Client) -> None:
    file = SimpleUploadedFile("post<mortem>.md", b"# It stood still")
    sent = typed(signed_in, "/write/import") | {"text": "", "file": file}
    del signed_in.cookies["sessionid"]
    assert "The file “post<mortem>.md” cannot be kept" in read(signed_in.post("/write/import", sent)).text


def test_whoever_signs_in_instead_gets_nowhere_with_the_draft_of_another(signed_in: Client) -> None:
    address = f"/write/{uuid4()}/paste"
    sent = typed(signed_in, "/write/paste")
    del signed_in.cookies["sessionid"]
    carried = read(signed_in.post(address, sent))
    signed_in.force_login(factories.user("other", role=User.Role.EDITOR))
    assert signed_in.post(address, fields(carried)).status_code == 404
