"""From a postmortem in Markdown to a draft, without JavaScript."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from incidents import yamltree
from incidents.models import Draft, User
from tests import factories

pytestmark = pytest.mark.django_db

POSTMORTEM = (
    "# Queue stood still\n\n## Summary\nIt stood.\n\n## Root causes\n- disk full\n- no alert\n\n"
    "## Weather\nrain\n"
)


@pytest.fixture
def signed_in(client: Client) -> Client:
    client.force_login(factories.user("author", role=User.Role.AUTHOR))
    return client


def test_a_pasted_postmortem_becomes_a_draft(signed_in: Client) -> None:
    response = signed_in.post("/write/import", {"text": POSTMORTEM}, follow=True)

    draft = Draft.objects.get()
    assert (draft.content["title"], draft.content["summary"]) == ("Queue stood still", "It stood.")
    assert "Line 11, Weather:\nrain</textarea>" in response.content.decode()


def test_an_uploaded_one_too(signed_in: Client) -> None:
    file = SimpleUploadedFile("postmortem.md", POSTMORTEM.encode())

    signed_in.post("/write/import", {"text": "", "file": file})

    assert Draft.objects.get().content["title"] == "Queue stood still"


def test_what_cannot_be_read_comes_back_with_its_fault(signed_in: Client) -> None:
    response = signed_in.post("/write/import", {"text": "typed \x01 for hours"})

    assert response.status_code == 422
    assert "holds the control character U+0001" in response.content.decode()
    assert "for hours</textarea>" in response.content.decode()
    assert not Draft.objects.exists()


def test_a_file_that_is_no_text_is_refused(signed_in: Client) -> None:
    response = signed_in.post("/write/import", {"file": SimpleUploadedFile("a.md", b"\xff\xfe")})

    assert response.status_code == 422
    assert "is not UTF-8" in response.content.decode()


def test_a_draft_is_a_document_with_its_notes_as_comments(signed_in: Client) -> None:
    address = signed_in.post("/write/import", {"text": POSTMORTEM})["Location"]

    written = signed_in.get(f"{address}/draft.yaml").content.decode()

    assert yamltree.read(written).value == {
        "schema": 2,
        "status": "draft",
        "title": "Queue stood still",
        "summary": "It stood.",
        "kind": "incident",
        "factors": [{"id": "f1", "text": "disk full"}, {"id": "f2", "text": "no alert"}],
    }
    assert written.endswith("# Line 11, Weather:\n# rain\n")
