"""News is there as long as its reader may see what it is about."""

from collections.abc import Callable

import pytest

from incidents.domain.notifications import kinds, notify, reading
from incidents.models import Incident, Notification, User
from incidents.models.reader import Reader
from tests import cast, factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
People = Callable[[str], User]


def tell(person: User, ref: str | None = None, kind: kinds.NotificationKind = kinds.STORY_CHANGED) -> None:
    story = Incident.objects.get(ref=ref) if ref else None
    notify(kind, to=[person], at=NOW, story=story, before="reader", after="author", source="a network")


def keys(person: User, *, only_unread: bool = False) -> list[int]:
    return [item.key for item in everything(person, only_unread=only_unread)]


def everything(person: User, *, only_unread: bool = False) -> tuple[reading.NewsItem, ...]:
    return reading.page(person=person, only_unread=only_unread, before=0, number=50).items


@pytest.mark.parametrize("name", sorted(cast.SEEN.keys() - {"anonymous"}))
def test_everybody_reads_news_of_the_stories_she_may_see(gathered: cast.Cast, name: str) -> None:
    person = gathered.people[name]
    assert isinstance(person, User)
    for ref in cast.STORIES:
        tell(person, ref)
    told = {item.sentence.split()[2].rstrip(",") for item in everything(person)}
    unread = {item.path.split("/")[1] for item in reading.newest_unread(person=person).items}
    assert told == cast.SEEN[name]
    assert unread == set(sorted(cast.SEEN[name])[-reading.NEWEST :])


def test_news_of_a_story_that_is_closed_is_gone_and_comes_back() -> None:
    robin = factories.user()
    factories.saved("KF-900")
    tell(robin, "KF-900")
    (key,) = keys(robin)
    Incident.objects.update(visibility="people")
    assert keys(robin) == []
    assert reading.newest_unread(person=robin).items == ()
    assert reading.find(person=robin, key=key) is None
    assert not reading.mark(person=robin, key=key, now=NOW)
    assert reading.mark_all(person=robin, up_to=key, now=NOW) == 0
    Incident.objects.get().readers.add(robin)
    assert keys(robin, only_unread=True) == [key]


def test_who_administers_no_more_reads_no_news_of_administrators() -> None:
    keeper = factories.user("keeper", role="administrator")
    tell(keeper, kind=kinds.QUOTA_EXHAUSTED)
    assert len(keys(keeper)) == len(reading.newest_unread(person=keeper).items) == 1
    keeper.role = "editor"
    assert keys(keeper) == []
    assert reading.newest_unread(person=keeper).items == ()


def test_nobody_reads_or_marks_what_others_are_told() -> None:
    robin, kim = factories.user("robin"), factories.user("kim")
    tell(robin, kind=kinds.ROLE_CHANGED)
    (key,) = keys(robin)
    assert reading.find(person=kim, key=key) is None
    assert not reading.mark(person=kim, key=key, now=NOW)
    assert reading.mark_all(person=kim, up_to=key, now=NOW) == 0


def test_what_came_after_the_page_stays_unread() -> None:
    robin = factories.user()
    tell(robin, kind=kinds.ROLE_CHANGED)
    newest = keys(robin)[0]
    tell(robin, kind=kinds.ROLE_CHANGED)
    assert reading.mark_all(person=robin, up_to=newest, now=NOW) == 1
    assert newest not in keys(robin, only_unread=True)
    assert len(keys(robin, only_unread=True)) == 1


def test_pages_follow_on_each_other() -> None:
    robin = factories.user()
    for _ in range(7):
        tell(robin, kind=kinds.ROLE_CHANGED)
    seen, before = [], 0
    for _ in range(3):
        page = reading.page(person=robin, only_unread=False, before=before, number=3)
        seen += [item.key for item in page.items]
        before = page.older
    assert seen == keys(robin)
    assert before == 0


def test_a_kind_that_is_not_known_here_is_no_error() -> None:
    robin = factories.user()
    Notification.objects.create(recipient=robin, kind="of.tomorrow", at=NOW)
    (item,) = everything(robin)
    assert (item.sentence, item.path) == (reading.UNKNOWN, "")


@pytest.mark.parametrize("number", [1, 30])
def test_reading_costs_one_query(django_assert_num_queries: object, number: int) -> None:
    robin, kim = factories.user(), factories.user("kim")
    factories.saved("KF-900")
    story = Incident.objects.visible_to(Reader.of(robin)).get()
    for _ in range(number):
        notify(kinds.STORY_CHANGED, to=[robin], actor=kim, at=NOW, story=story)
    # The rows with their stories and actors.
    with django_assert_num_queries(1):
        everything(robin)
    # The same, of the unread.
    with django_assert_num_queries(1):
        reading.newest_unread(person=robin)
