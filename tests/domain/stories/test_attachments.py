"""Pictures of evidence: kept by the save that brings them, for the story's readers, until they are erased."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from incidents import erasing
from incidents.domain import erasure, stories
from incidents.errors import NotPossible, Refused
from incidents.models import Attachment, Revision, User
from incidents.models.reader import ANYBODY
from tests import factories, pictures
from tests.traces import rows

pytestmark = pytest.mark.django_db

LATER = factories.NOW + timedelta(hours=1)
CLEAN, OTHER = pictures.clean(), pictures.clean("orange")
SHA = CLEAN.picture.sha256


def saved(ref: str = "KF-900", **fields: Any) -> stories.SavedStory:
    return factories.saved(ref, evidence=(pictures.evidence(CLEAN),), pictures=(CLEAN,), **fields)


def read(saved: stories.SavedStory) -> Attachment | None:
    return stories.attachments.readable(incident=saved.incident, sha256=SHA, reader=ANYBODY)


@pytest.fixture
def author() -> User:
    return factories.user("admin", role=User.Role.ADMINISTRATOR)


def test_a_save_keeps_the_pictures_that_its_document_names() -> None:
    factories.saved(evidence=(pictures.evidence(CLEAN),), pictures=(CLEAN, OTHER))
    kept = Attachment.objects.get()
    assert (kept.sha256, bytes(kept.data), kept.media_type) == (SHA, CLEAN.data, "image/png")
    assert (kept.width, kept.height, kept.created_at) == (40, 20, factories.NOW)


def test_a_picture_is_sent_once() -> None:
    saved()
    factories.changed(title="Another title", evidence=(pictures.evidence(CLEAN),))
    assert Revision.objects.count() == 2
    assert Attachment.objects.count() == 1


def test_a_picture_that_never_came_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        factories.saved(evidence=(pictures.evidence(CLEAN),), pictures=(OTHER,))
    (fault,) = caught.value.faults
    assert (fault.pointer, fault.message) == (
        "/evidence/0/picture",
        "is not kept with this story; save it with its file",
    )
    assert not Attachment.objects.exists()


def test_the_hash_of_a_picture_pulls_it_out_of_no_other_story() -> None:
    saved("KF-1", visibility="people")
    factories.saved("KF-2")
    for ref in ("KF-2", "KF-3"):
        write = factories.changed if ref == "KF-2" else factories.saved
        with pytest.raises(Refused, match="is not kept with this story"):
            write(ref, evidence=(pictures.evidence(CLEAN),))


def test_a_picture_is_described_as_it_is() -> None:
    saved()
    wider = msgspec.structs.replace(CLEAN.picture, width=41)
    with pytest.raises(Refused, match="is not kept with this story"):
        factories.changed(evidence=(pictures.evidence(CLEAN, picture=wider),))


def test_a_picture_is_there_as_long_as_a_readable_revision_names_it(author: User) -> None:
    first = saved()
    assert read(first) is not None
    without = factories.changed()
    assert read(without) is not None, "revision 1 names it, and may be read"
    withdrawn = stories.withdraw(ref="KF-900", based_on=2, author=author, reason="Wrong.", now=LATER)
    assert read(withdrawn) is None
    restored = stories.restore(ref="KF-900", number=1, based_on=3, author=author, now=LATER)
    assert read(restored) is not None


def test_a_picture_of_a_draft_stays_with_those_who_wrote_it() -> None:
    saved(status="draft")
    published = factories.changed()
    assert read(published) is None
    assert Attachment.objects.exists()


def test_erasing_the_hash_erases_the_picture_from_every_revision(author: User) -> None:
    saved()
    factories.changed(title="Another title", evidence=(pictures.evidence(CLEAN),))
    found = erasure.erase(
        ref="KF-900", words=erasing.words([SHA]), author=author, reason="A face is on it.", now=LATER
    )
    assert found.places == (
        "KF-900, revision 1 /evidence/0/picture",
        "KF-900, revision 2 /evidence/0/picture",
    )
    assert not Attachment.objects.exists()
    assert not [row for _, row in rows() if SHA in row]
    (piece,) = stories.current(ref="KF-900").evidence
    assert (piece.picture, piece.file, piece.alt_text) == (None, None, "Memory climbs to the limit")


def test_erasing_part_of_a_hash_erases_no_picture(author: User) -> None:
    saved()
    with pytest.raises(NotPossible):
        erasure.erase(
            ref="KF-900", words=erasing.words([SHA[:8]]), author=author, reason="A face.", now=LATER
        )
    assert Attachment.objects.exists()


def test_erasing_words_keeps_the_pictures(author: User) -> None:
    saved(summary="The token was hunter2.")
    erasure.erase(ref="KF-900", words=erasing.words(["hunter2"]), author=author, reason="A token.", now=LATER)
    assert Attachment.objects.exists()
