import msgspec
import pytest

from incidents.models import Incident, Source, Team
from incidents.models.reader import ANYBODY, Reader
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


def described(reader: Reader) -> list[tuple[str, str]]:
    """Title and slug of each source, as this reader sees them."""
    stories = Incident.objects.visible_to(reader)
    return [(source.description.title, source.slug) for source in Source.objects.cited_by(stories)]


def test_a_source_is_described_by_the_first_story_that_one_may_see() -> None:
    factories.saved("KF-1", sources=(talk("What we hide"),), visibility="organisation")
    factories.saved("KF-2", sources=(talk("A talk"),))
    factories.saved("KF-3", sources=(talk("The same talk"),))
    ((title, slug),) = described(ANYBODY)
    assert title == "A talk"
    assert described(Reader.of(factories.user())) == [("What we hide", slug)]


def test_two_teams_describe_a_source_each_for_itself() -> None:
    people = {name: factories.user(name) for name in ("pier", "harbour")}
    for number, name in enumerate(people, 1):
        team = Team.objects.create(name=name, slug=name)
        team.members.add(people[name])
        factories.saved(f"KF-{number}", sources=(talk(f"Words of the {name}"),), visibility="team", team=team)
    titles = {name: [title for title, _ in described(Reader.of(people[name]))] for name in people}
    assert titles == {"pier": ["Words of the pier"], "harbour": ["Words of the harbour"]}


@pytest.mark.parametrize("status", ["draft", "published"])
def test_the_address_of_a_source_holds_no_words_of_a_story(status: str) -> None:
    factories.saved("KF-1", sources=(talk("What we hide"),), visibility="people", status=status)
    hidden = Source.objects.get().slug
    factories.saved("KF-2", sources=(TALK,))
    assert described(ANYBODY) == [("A talk", hidden)]
    assert hidden.startswith("talks-example-1-")


def test_a_source_without_an_address_is_found_by_its_title() -> None:
    factories.saved(sources=(SourcePart(title="Log of the Harbour", kind="article"),))
    assert Source.objects.get().slug.startswith("log-of-the-harbour-")


def test_a_story_changes_its_own_words() -> None:
    factories.saved(sources=(TALK,))
    ((_, slug),) = described(ANYBODY)
    factories.changed(sources=(talk("The whole talk"),))
    assert described(ANYBODY) == [("The whole talk", slug)]


def test_an_address_of_any_length_tells_sources_apart() -> None:
    addresses = [f"https://talks.example/{'ψ' * 1_900}{number}" for number in (1, 2)]
    factories.saved(sources=tuple(msgspec.structs.replace(TALK, url=address) for address in addresses))
    assert Source.objects.count() == 2
