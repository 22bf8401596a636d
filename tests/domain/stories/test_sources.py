import msgspec
import pytest

from incidents.models import Source, Team
from incidents.stories.document import Source as SourcePart
from tests import factories

pytestmark = pytest.mark.django_db

TALK = SourcePart(title="A talk", kind="talk_video", url="https://talks.example/1", locator="minute 3")


def talk(title: str = TALK.title, locator: str | None = TALK.locator) -> SourcePart:
    return msgspec.structs.replace(TALK, title=title, locator=locator)


def test_two_stories_share_the_source_they_cite() -> None:
    factories.saved("KF-1", sources=(TALK,))
    factories.saved("KF-2", sources=(talk(locator="minute 9"),))
    source = Source.objects.get()
    assert sorted(source.citations.values_list("locator", flat=True)) == ["minute 3", "minute 9"]


def test_a_source_nobody_cites_any_more_is_gone() -> None:
    factories.saved(sources=(TALK,))
    factories.changed(sources=())
    assert not Source.objects.exists()


def test_a_source_that_another_story_cites_stays() -> None:
    factories.saved("KF-900", sources=(TALK,))
    factories.saved("KF-901", sources=(TALK,))
    factories.changed(sources=())
    assert Source.objects.get().citations.get().incident.ref == "KF-901"


def test_the_newest_citation_describes_the_source_and_its_address_stays() -> None:
    factories.saved("KF-1", sources=(TALK,))
    factories.saved("KF-2", sources=(talk("The whole talk"),))
    source = Source.objects.get()
    assert (source.title, source.slug) == ("The whole talk", "a-talk")


@pytest.mark.parametrize(
    "fields",
    [{"visibility": "organisation"}, {"visibility": "people"}, {"visibility": "team"}, {"status": "draft"}],
)
def test_a_story_for_fewer_eyes_does_not_describe_what_all_read(fields: dict[str, str]) -> None:
    team = Team.objects.create(name="Harbour", slug="harbour")
    factories.saved("KF-1", sources=(TALK,))
    factories.saved("KF-2", sources=(talk("What we hide"),), team=team, **fields)
    assert Source.objects.get().title == "A talk"


def test_a_story_for_more_eyes_describes_the_source_anew() -> None:
    factories.saved("KF-1", sources=(talk("What we hide"),), visibility="people")
    factories.saved("KF-2", sources=(TALK,))
    source = Source.objects.get()
    assert (source.title, source.slug) == ("A talk", "a-talk")


@pytest.mark.parametrize("step", [{"title": "Still hidden"}, {"title": "A talk"}])
def test_a_draft_that_is_published_leaves_none_of_its_words_in_the_address(step: dict[str, str]) -> None:
    factories.saved(sources=(talk("What we hide"),), status="draft")
    factories.changed(sources=(talk(**step),), status="draft")
    factories.changed(sources=(TALK,))
    assert Source.objects.get().slug == "a-talk"


def test_a_source_that_a_public_story_begins_to_cite_leaves_its_hidden_address() -> None:
    factories.saved("KF-1", sources=(talk("What we hide"),), visibility="people")
    factories.saved("KF-2")
    factories.changed("KF-2", sources=(TALK,))
    assert Source.objects.get().slug == "a-talk"


def test_the_address_of_a_source_stays_through_its_only_storys_changes() -> None:
    factories.saved(sources=(TALK,))
    factories.changed(sources=(talk("The whole talk"),))
    source = Source.objects.get()
    assert (source.title, source.slug) == ("The whole talk", "a-talk")


def test_an_address_of_any_length_tells_sources_apart() -> None:
    addresses = [f"https://talks.example/{'ψ' * 1_900}{number}" for number in (1, 2)]
    factories.saved(sources=tuple(msgspec.structs.replace(TALK, url=address) for address in addresses))
    assert Source.objects.count() == 2
