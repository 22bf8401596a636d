"""What an editor sends of a rule and what is said of it."""

from collections.abc import Callable

import pytest
from django.test import Client

from incidents.web.rules.form import TEMPLATES
from tests.page import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_cast")]

LOST = "did not say which revision you started from"
NUL = "Null characters are not allowed."


@pytest.mark.parametrize(("path", "more"), [("/rules/new/M", {}), ("/rules/M-1/edit", {"based_on": "1"})])
@pytest.mark.parametrize("name", ["text", "reason"])
def test_a_control_character_is_refused_beside_its_field(
    as_: Callable[[str], Client], path: str, more: dict[str, str], name: str
) -> None:
    response = as_("editor").post(path, {"text": "ref: M-7", "reason": "Why.", name: "a\0b"} | more)
    page = response.content.decode()
    assert response.status_code == 400
    assert page.count(NUL) == 1
    assert LOST not in page
    assert "a\0b" in page


def test_a_form_without_its_revision_says_so_and_keeps_what_was_typed(as_: Callable[[str], Client]) -> None:
    response = as_("editor").post("/rules/M-1/edit", {"text": "ref: M-1 # mine", "reason": "Why."})
    page = response.content.decode()
    assert response.status_code == 400
    assert LOST in page
    assert read(page).values("text") == ["ref: M-1 # mine"]
    assert read(page).values("based_on") == ["1"]


def test_both_faults_are_reported_at_once(as_: Callable[[str], Client]) -> None:
    page = as_("editor").post("/rules/M-1/edit", {"text": "a\0b"}).content.decode()
    assert LOST in page
    assert NUL in page


def test_a_story_that_is_not_there_is_reported_at_its_line(as_: Callable[[str], Client]) -> None:
    """Stories are looked up after the YAML was read: their faults come without a line."""
    text = TEMPLATES["M"].format(ref="M-7")
    line = 1 + text.splitlines().index("  - ref: KF-15")
    response = as_("editor").post("/rules/new/M", {"text": text})
    assert response.status_code == 422
    assert f"Line {line}" in response.content.decode()
