from hashlib import sha256

import pytest

from incidents.models import Attachment
from tests import factories, pictures
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> Attachment:
    clean = pictures.clean()
    factories.saved(evidence=(pictures.evidence(clean),), pictures=(clean,))
    return Attachment.objects.get()


def test_a_picture_is_kept_once_in_each_story(kept: Attachment) -> None:
    kept.pk = None
    with refused_by("attachment_is_kept_once_in_story"):
        kept.save(force_insert=True)


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("attachment_is_a_picture", {"media_type": "text/html"}),
        ("attachment_has_sides", {"width": 0}),
        ("attachment_has_sides", {"height": 20_001}),
        ("attachment_has_the_hash_of_its_content", {"data": b"<script>"}),
        ("attachment_has_the_hash_of_its_content", {"sha256": "0" * 64}),
    ],
)
def test_what_is_no_clean_picture_is_refused(
    kept: Attachment, constraint: str, columns: dict[str, object]
) -> None:
    with refused_by(constraint):
        Attachment.objects.filter(pk=kept.pk).update(**columns)


def test_five_million_bytes_are_kept_and_no_more(kept: Attachment) -> None:
    most, more = bytes(5_000_000), bytes(5_000_001)
    rows = Attachment.objects.filter(pk=kept.pk)
    rows.update(data=most, sha256=sha256(most).hexdigest())
    with refused_by("attachment_is_not_too_large"):
        rows.update(data=more, sha256=sha256(more).hexdigest())
