from datetime import timedelta

import msgspec
import pytest
from django.test import Client

from incidents.domain import stories
from incidents.models import Incident, Revision, User
from incidents.stories.document import Takeaway
from tests import factories
from tests.page import read

pytestmark = pytest.mark.django_db

LATER = factories.NOW + timedelta(hours=1)


@pytest.fixture
def editor(vocabulary) -> User:
    factories.saved("KF-900", title="As it was")
    person = factories.user("editor", role=User.Role.EDITOR, display_name="Edith Harbour")
    change(person, "As it became")
    return person


def change(author: User, title: str, **fields: object) -> None:
    incident = Incident.objects.get(ref="KF-900")
    story = msgspec.structs.replace(stories.current(ref="KF-900"), title=title, **fields)
    stories.save(
        story=story,
        based_on=incident.revision_number,
        origin="person",
        author=author,
        now=LATER,
        reason=title,
    )


def signed_in(user: User, **options: bool) -> Client:
    client = Client(**options)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sent(number: object = 1, based_on: object = 2) -> dict[str, str]:
    return {"number": str(number), "based_on": str(based_on)}


def test_a_restored_revision_is_a_new_one(editor):
    response = signed_in(editor).post("/KF-900/restore", sent(), follow=True)
    assert response.redirect_chain == [("/KF-900/history", 302)]
    assert "Revision 1 is restored as revision 3." in response.content.decode()
    restored = Revision.objects.get(incident__ref="KF-900", number=3)
    assert (restored.author, restored.reason) == (editor, "Restored revision 1.")
    assert stories.current(ref="KF-900").title == "As it was"


def test_to_restore_what_stands_changes_nothing(editor):
    html = signed_in(editor).post("/KF-900/restore", sent(number=2), follow=True).content.decode()
    assert "nothing was saved" in html
    assert Revision.objects.count() == 2


def test_whoever_saved_in_between_is_not_overwritten(editor):
    change(factories.user("other", role=User.Role.EDITOR, display_name="Otto Quay"), "As somebody left it")
    response = signed_in(editor).post("/KF-900/restore", sent())
    html = response.content.decode()
    assert response.status_code == 409
    assert Incident.objects.get().title == "As somebody left it"
    shown = read(html)
    assert "Otto Quay" in shown.text
    assert "/KF-900/compare?from=2&to=3" in shown.addresses, "what was saved in between"
    assert "/KF-900/compare?from=3&to=1" in shown.addresses, "what restoring would change now"
    assert [shown.values(name) for name in ("number", "based_on")] == [["1"], ["3"]]


def test_of_two_who_restore_at_once_one_is_told(editor):
    other = factories.user("other", role=User.Role.EDITOR)
    statuses = [signed_in(person).post("/KF-900/restore", sent()).status_code for person in (editor, other)]
    assert statuses == [302, 409]
    assert Revision.objects.count() == 3


def test_what_does_not_fit_any_more_says_every_reason(editor):
    factories.saved("KF-901", slug="story-of-the-tide")
    change(editor, "Renamed", slug="renamed")
    change_other = msgspec.structs.replace(stories.current(ref="KF-901"), slug="story-kf-900")
    stories.save(story=change_other, based_on=1, origin="person", author=editor, now=LATER)
    response = signed_in(editor).post("/KF-900/restore", sent(based_on=3))
    assert response.status_code == 422
    assert "story-kf-900 is not available" in response.content.decode()


def test_a_part_that_was_removed_may_come_back(editor):
    both = (Takeaway(id="t1", text="Measure the start"), Takeaway(id="t2", text="Measure it again"))
    change(editor, "With both", takeaways=both)
    change(editor, "With one", takeaways=both[:1])
    signed_in(editor).post("/KF-900/restore", sent(number=3, based_on=4))
    assert [part.id for part in stories.current(ref="KF-900").takeaways] == ["t1", "t2"]


@pytest.mark.parametrize("form", [{}, sent(number="x"), sent(based_on=0), sent(number=10**12)])
def test_an_incomplete_form_restores_nothing(editor, form):
    response = signed_in(editor).post("/KF-900/restore", form)
    assert response.status_code == 400
    assert "did not say which revision" in response.content.decode()
    assert Revision.objects.count() == 2


def test_a_revision_that_is_not_there_is_not_found(editor):
    assert signed_in(editor).post("/KF-900/restore", sent(number=9)).status_code == 404


def test_the_owner_restores_and_others_do_not(vocabulary):
    owner = factories.user("owner")
    factories.saved("KF-900", author=owner)
    change(owner, "As it became")
    assert signed_in(factories.user("reader")).post("/KF-900/restore", sent()).status_code == 403
    assert Revision.objects.count() == 2
    assert signed_in(owner).post("/KF-900/restore", sent()).status_code == 302
    assert Revision.objects.count() == 3


def test_only_a_form_from_here_restores(editor):
    assert signed_in(editor, enforce_csrf_checks=True).post("/KF-900/restore", sent()).status_code == 403
    assert signed_in(editor).get("/KF-900/restore").status_code == 405
    assert Revision.objects.count() == 2
