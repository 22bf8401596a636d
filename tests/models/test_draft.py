from datetime import timedelta
from uuid import uuid4

import pytest

from incidents.domain import drafts
from incidents.models import Draft
from tests import factories
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Draft:
    return drafts.start(author=factories.user(), key=uuid4(), content={"title": "Harbour"}, now=factories.NOW)


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("draft_of_a_story_names_its_revision", {"based_on": 1}),
        ("draft_holds_fields", {"content": ["a list"]}),
        ("draft_is_not_too_large", {"content": {"body": "x" * 2_000_001}}),
        ("draft_changes_after_it_began", {"updated_at": factories.NOW - timedelta(seconds=1)}),
    ],
)
def test_what_is_no_draft_is_refused(draft: Draft, constraint: str, columns: dict[str, object]) -> None:
    with refused_by(constraint):
        Draft.objects.filter(pk=draft.pk).update(**columns)


def test_a_list_of_drafts_shows_titles_without_reading_the_texts(draft: Draft) -> None:
    (listed,) = Draft.objects.with_titles()
    assert listed.title == "Harbour"
    assert "content" in listed.get_deferred_fields()
