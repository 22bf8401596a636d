from datetime import timedelta

import msgspec
import pytest
from django.test import Client

from incidents.domain import stories
from incidents.models import Incident, User
from incidents.stories.document import Story, Takeaway
from incidents.web.stories.history import chapters
from tests import factories
from tests.page import Part, read
from tests.web import statements

pytestmark = pytest.mark.django_db

TAKEAWAYS = (Takeaway(id="t1", text="Measure the start"), Takeaway(id="t2", text="Measure it again"))


@pytest.fixture
def editor() -> User:
    return factories.user("editor", role=User.Role.EDITOR, display_name="Edith Harbour")


@pytest.fixture
def told(vocabulary, editor) -> User:
    """Three revisions: the second changes words and drops a takeaway, the third the title."""
    factories.saved("KF-900", summary="Pods were killed while starting.", takeaways=TAKEAWAYS)
    change(
        editor, summary="Pods were stopped while starting.", takeaways=TAKEAWAYS[:1], reason="Say it plainly."
    )
    change(editor, title="A limit below the start")
    return editor


def change(author: User, reason: str = "", **fields: object) -> Story:
    story = msgspec.structs.replace(stories.current(ref="KF-900"), **fields)
    based_on = Incident.objects.get(ref="KF-900").revision_number
    now = factories.NOW + timedelta(days=based_on)
    stories.save(story=story, based_on=based_on, origin="person", author=author, reason=reason, now=now)
    return story


def page(path: str, client: Client | None = None) -> str:
    response = (client or Client()).get(path)
    assert response.status_code == 200
    return response.content.decode()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_history_says_what_when_and_why_newest_first(told):
    shown = read(page("/KF-900/history"))
    text = shown.text
    assert text.index("Revision 3") < text.index("Revision 2") < text.index("Revision 1")
    assert "Say it plainly." in text
    assert "3 March 2026, 10:30 UTC" in text
    assert "/KF-900/compare?from=1&to=2" in shown.addresses
    assert shown.badges.count("current") == 1


def test_names_are_for_those_who_are_signed_in(told):
    assert "Edith Harbour" not in page("/KF-900/history")
    assert "Edith Harbour" in page("/KF-900/history", signed_in(factories.user()))


def test_only_those_who_may_edit_are_offered_to_restore(told):
    assert "Restore" not in page("/KF-900/history", signed_in(factories.user()))
    shown = read(page("/KF-900/history", signed_in(told)))
    restoring = [form.attributes["action"] for form in shown.all("form")].count("/KF-900/restore")
    assert restoring == 2, "one for each revision that is not the current one"
    assert shown.values("based_on") == ["3", "3"]


def test_a_revision_shows_the_story_as_it_stood(told):
    shown = read(page("/KF-900/history/1"))
    assert "Pods were killed while starting." in shown.text
    assert "Measure it again" in shown.at("t2").text
    assert "the current one is 3" in shown.text
    assert "/KF-900/compare?from=1&to=3" in shown.addresses
    assert "the current one" in page("/KF-900/history/3")


def marked(comparison: Part) -> tuple[list[str], list[str]]:
    """Words that were removed and words that were added; the first of each explain the marks."""
    (_, *removed), (_, *added) = comparison.words("del"), comparison.words("ins")
    return removed, added


def test_a_comparison_marks_words(told):
    shown = read(page("/KF-900/compare?from=1&to=2"))
    assert marked(shown) == (["killed", "text: Measure it again"], ["stopped"])
    assert "Takeaway t2" in shown.text
    assert "2 changes" in shown.text


def test_a_comparison_without_numbers_shows_what_the_last_save_changed(told):
    shown = read(page("/KF-900/compare"))
    assert "From revision 2 to 3" in shown.text
    assert "Title changed" in shown.text
    assert shown.badges == ["current", "changed"]


def test_a_revision_beside_itself_has_no_changes(told):
    assert "Nothing changed between them" in page("/KF-900/compare?from=2&to=2")


def test_a_comparison_keeps_what_was_typed_and_says_what_is_wrong(told):
    response = Client().get("/KF-900/compare?from=first&to=2")
    shown = read(response.content.decode())
    assert response.status_code == 400
    assert shown.values("from") == ["first"]
    assert "Enter a whole number." in shown.text


@pytest.mark.parametrize(
    "path", ["/KF-900/history/9", "/KF-900/compare?from=1&to=9", "/KF-900/compare?from=99999999"]
)
def test_a_revision_that_is_not_there_is_not_found(told, path):
    assert Client().get(path).status_code == 404


def test_what_was_a_draft_stays_with_its_writers(vocabulary, editor):
    factories.saved("KF-900", status="draft", summary="Still guessing.", author=editor)
    change(editor, status="published", summary="Now known.")
    assert "Revision 1" not in page("/KF-900/history")
    assert Client().get("/KF-900/history/1").status_code == 404
    assert "compare?" not in page("/KF-900/history/2")
    assert "Still guessing." in page("/KF-900/history/1", signed_in(editor))


def test_every_spelling_leads_to_the_lasting_address(told):
    assert Client().get("/kf-900/history/2")["Location"] == "/KF-900/history/2"


def test_a_long_text_is_shown_where_it_changed(told):
    long = "word " * 200
    change(told, body=f"{long}before {long}")
    change(told, body=f"{long}after {long}")
    shown = read(page("/KF-900/compare?from=4&to=5"))
    assert marked(shown) == (["before"], ["after"])
    assert shown.text.count("word") < 100


def test_words_that_only_stand_on_another_line_are_not_marked(told, editor):
    change(editor, summary="Pods were stopped\nwhile starting.")
    change(editor, summary="Two pods were stopped while\nstarting.")
    shown = read(page("/KF-900/compare?from=4&to=5"))
    assert marked(shown) == (["Pods"], ["Two pods"])
    # Where nothing else changed there would be nothing to see.
    shown = read(page("/KF-900/compare?from=3&to=4"))
    assert marked(shown) == (["stopped"], ["stopped"])


def test_what_people_wrote_is_never_taken_for_markup(told):
    change(told, takeaways=(Takeaway(text="<script>alert(1)</script>"),), reason="<b>bold</b>")
    for path in ("/KF-900/history", "/KF-900/history/4", "/KF-900/compare"):
        html = page(path)
        assert "<script>alert" not in html
        assert "<b>bold" not in html


def test_much_history_comes_in_pages(told, monkeypatch):
    monkeypatch.setattr(chapters, "ON_A_PAGE", 2)
    first, second = (read(page(f"/KF-900/history{query}")) for query in ("", "?page=2"))
    shown = [[f"Revision {n}" in one.text for n in (3, 2, 1)] for one in (first, second)]
    assert shown == [[True, True, False], [False, False, True]]
    assert "/KF-900/compare?from=1&to=2" in first.addresses, "across the edge of the page"


@pytest.mark.parametrize("saves", [1, 3])
def test_history_costs_the_same_however_long_it_is(vocabulary, editor, saves):
    factories.saved("KF-900")
    for number in range(saves - 1):
        change(editor, summary=f"Said {number} times")
    reader = signed_in(factories.user())
    # A session and its user; the story, how many revisions, those of the page with their authors, the newest
    # that the reader may see, what reviewers said of them.
    with statements.counted() as asked:
        page("/KF-900/history", reader)
    assert len(asked) == 7, "\n".join(asked)
