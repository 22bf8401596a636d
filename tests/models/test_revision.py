import pytest
from django.db import IntegrityError, transaction

from incidents.models import Revision
from tests import factories
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db


def copy_of(revision: Revision, **columns: object) -> Revision:
    values = {
        field.attname: getattr(revision, field.attname)
        for field in Revision._meta.concrete_fields
        if not field.primary_key
    }
    return Revision.objects.create(**values | columns)


def test_a_revision_is_never_changed() -> None:
    revision = factories.saved().revision
    with refused_by("revision_is_immutable"):
        Revision.objects.filter(pk=revision.pk).update(reason="It was never so.")


def test_a_revision_is_never_deleted() -> None:
    revision = factories.saved().revision
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.filter(pk=revision.pk)._raw_delete(using="default")
    assert Revision.objects.filter(pk=revision.pk).exists()


def test_two_revisions_of_a_story_have_two_numbers() -> None:
    revision = factories.saved().revision
    with refused_by("revision_number_is_unique_in_story"):
        copy_of(revision)


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("revision_number_counts_from_one", {"number": 0}),
        ("revision_origin_is_known", {"number": 2, "origin": "rumour"}),
        ("revision_by_a_person_names_the_person", {"number": 2, "origin": "person"}),
    ],
)
def test_a_row_that_must_not_be_is_refused(constraint: str, columns: dict[str, object]) -> None:
    revision = factories.saved().revision
    with refused_by(constraint):
        copy_of(revision, **columns)
