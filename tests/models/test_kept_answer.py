from typing import Any

import pytest

from incidents.models import KeptAnswer
from tests.factories import NOW
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db
KEPT: dict[str, Any] = {"digest": "0" * 64, "request": "a" * 64, "status": 201, "kept_at": NOW}


@pytest.mark.parametrize("digest", ["", "a key", "0" * 63, "G" * 64])
def test_a_key_is_not_there_as_it_was_written(digest: str) -> None:
    with refused_by("kept_answer_digest_is_one"):
        KeptAnswer.objects.create(**KEPT | {"digest": digest})


def test_a_request_is_not_there_as_it_was_sent() -> None:
    with refused_by("kept_answer_request_is_one"):
        KeptAnswer.objects.create(**KEPT | {"request": "POST /api/v1/stories"})


@pytest.mark.parametrize("status", [0, 199, 300, 404, 500])
def test_what_was_refused_is_not_kept(status: int) -> None:
    with refused_by("kept_answer_says_what_was_done"):
        KeptAnswer.objects.create(**KEPT | {"status": status})
