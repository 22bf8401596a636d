"""The table behind lists: what it keeps, what it lets be seen, and how its changes are numbered."""

from itertools import product
from threading import Event, Thread

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Max

from incidents.models import Incident, SearchEntry, Team
from incidents.models.reader import Reader
from incidents.stories.document import Withdrawal
from tests import factories

pytestmark = pytest.mark.django_db


def test_an_entry_keeps_labels_with_all_above_them_and_the_lowest_apart():
    entry = factories.saved("KF-1").incident.entry
    assert entry.labels[:2] == ["component:workload", "component:workload/resources"]
    assert "effect:unknown" in entry.labels
    assert entry.components == ["workload/resources"]


@pytest.mark.parametrize("role", ["anonymous", "stranger", "mate", "reader", "author", "editor"])
def test_an_entry_is_visible_to_those_who_may_see_its_story(role):
    author = factories.user("author")
    team = Team.objects.create(name="Deck", slug="deck")
    everybody = {
        "anonymous": AnonymousUser(),
        "stranger": factories.user("stranger"),
        "mate": factories.user("mate"),
        "reader": factories.user("reader"),
        "author": author,
        "editor": factories.user("editor", role="editor"),
    }
    team.members.add(everybody["mate"])
    cases = product(("published", "draft"), ("public", "organisation", "team", "people"))
    for number, (status, visibility) in enumerate(cases, 1):
        saved = factories.saved(
            f"KF-{number}", author=author, origin="person", team=team, status=status, visibility=visibility
        )
        saved.incident.readers.add(everybody["reader"])
    who = Reader.of(everybody[role])
    stories = set(Incident.objects.visible_to(who).values_list("pk", flat=True))
    entries = set(SearchEntry.objects.visible_to(who).values_list("pk", flat=True))
    assert stories == entries
    expected = {"anonymous": 1, "stranger": 2, "mate": 4, "reader": 4, "author": 8, "editor": 4}
    assert len(stories) == expected[role]


def test_an_entry_follows_its_story():
    saved = factories.saved("KF-1", status="draft")
    assert saved.incident.entry.status == "draft"
    assert saved.incident.entry.appeared_at == factories.NOW
    assert str(saved.incident.entry) == "KF-1"


@pytest.mark.parametrize("status", ["published", "draft", "withdrawn"])
@pytest.mark.parametrize("visibility", ["public", "organisation"])
def test_an_open_entry_is_published_and_for_everybody(status, visibility):
    why = {"withdrawal": Withdrawal(reason="Not true")} if status == "withdrawn" else {}
    entry = factories.saved("KF-1", status=status, visibility=visibility, **why).incident.entry
    entry.refresh_from_db()
    assert entry.is_open == ((status, visibility) == ("published", "public"))


def test_an_entry_is_never_deleted():
    entry = factories.saved("KF-1").incident.entry
    with pytest.raises(IntegrityError, match="stays as long as the story"), transaction.atomic():
        SearchEntry.objects.filter(pk=entry.pk).delete()
    assert SearchEntry.objects.filter(pk=entry.pk).exists()


def test_every_change_has_a_number_above_the_last():
    numbers = []
    for change in (
        lambda: factories.saved("KF-1"),
        lambda: factories.saved("KF-2"),
        lambda: SearchEntry.objects.filter(number=1).update(number=F("number")),
    ):
        change()
        numbers.append(SearchEntry.objects.aggregate(last=Max("change"))["last"])
    assert numbers == sorted(set(numbers))
    assert SearchEntry.objects.get(number=1).change == numbers[-1]


def test_a_change_is_numbered_whatever_the_search_path():
    entry = factories.saved("KF-1").incident.entry
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path TO ''")
        cursor.execute("UPDATE public.incidents_searchentry SET number = 2 RETURNING change")
        assert cursor.fetchone() > (entry.change,)
        cursor.execute("RESET search_path")


@pytest.mark.django_db(transaction=True)
def test_who_changes_an_entry_waits_for_who_does():
    factories.saved("KF-1")
    factories.saved("KF-2")
    numbers: dict[int, int] = {}
    begun, waits = Event(), Event()

    def second() -> None:
        begun.wait()
        waits.set()
        SearchEntry.objects.filter(number=2).update(visibility="people")
        numbers[2] = SearchEntry.objects.get(number=2).change
        connection.close()

    other = Thread(target=second)
    other.start()
    with transaction.atomic():
        SearchEntry.objects.filter(number=1).update(visibility="people")
        begun.set()
        waits.wait()
        numbers[1] = SearchEntry.objects.get(number=1).change
        other.join(0.2)
        assert other.is_alive()
    other.join()
    assert numbers[1] < numbers[2]
