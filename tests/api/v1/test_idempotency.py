"""`Idempotency-Key`: what is sent again is done once, and answered as the first time."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from incidents import erasing
from incidents.domain import erasure
from incidents.models import ActionItem, Incident, KeptAnswer, User
from tests import factories

pytestmark = pytest.mark.django_db
PATH = "/api/v1/stories/KF-900/actions"
ALERT = {"title": "Alert on restarts"}


@pytest.fixture
def author() -> User:
    return factories.user("author", role=User.Role.AUTHOR)


@pytest.fixture(autouse=True)
def incident(author: User) -> Incident:
    return factories.saved(author=author, origin="person").incident


def token(person: User, seed: int = 1) -> str:
    return factories.token(person, "read", "write", now=timezone.now(), seed=seed).written


def sent(written: str, key: str, body: Any = ALERT, *, path: str = PATH, type: str = "json") -> HttpResponse:
    given: HttpResponse = Client().post(
        path,
        body,
        content_type=f"application/{type}",
        headers={"Authorization": f"Bearer {written}", "Idempotency-Key": key},
    )
    return given


def kind(answer: Any) -> str:
    return str(answer.json()["type"].rpartition("#")[2])


def test_what_is_sent_again_is_done_once(author: User) -> None:
    mine = token(author)
    first, again = sent(mine, '"a"'), sent(mine, '"a"')
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    for name in ("Location", "ETag", "Content-Type", "Cache-Control"):
        assert first[name] == again[name]
    assert ActionItem.objects.count() == 1
    assert sent(mine, '"b"').status_code == 201
    assert ActionItem.objects.count() == 2


def test_the_first_answer_stays_though_things_have_moved_on(author: User) -> None:
    mine = token(author)
    first = sent(mine, "a")
    ActionItem.objects.update(title="Another title")
    assert sent(mine, "a").content == first.content


def test_another_request_under_the_key_is_refused(author: User) -> None:
    factories.saved("KF-901", author=author, origin="person")
    mine = token(author)
    sent(mine, "a")
    for answer in (
        sent(mine, "a", {"title": "Alert on full disks"}),
        sent(mine, "a", path=PATH.replace("900", "901")),
        sent(mine, "a", type="yaml"),
    ):
        assert (answer.status_code, kind(answer)) == (422, "key-used")
    assert ActionItem.objects.count() == 1


def test_keys_belong_to_a_token_or_to_an_account(author: User) -> None:
    sent(token(author), "a")
    assert sent(token(author, seed=2), "a", {"title": "Of another token"}).status_code == 201
    browser = Client()
    browser.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    for _ in range(2):
        answer = browser.post(
            PATH,
            {"title": "In a session"},
            content_type="application/json",
            headers={"Idempotency-Key": "a"},
        )
        assert answer.status_code == 201
    assert ActionItem.objects.count() == 3


def test_what_was_refused_may_be_mended_under_the_same_key(author: User) -> None:
    mine = token(author)
    assert sent(mine, "a", {"title": " "}).status_code == 400
    assert not KeptAnswer.objects.exists()
    assert sent(mine, "a").status_code == 201


def test_a_key_is_free_again_after_a_day(author: User) -> None:
    mine = token(author)
    sent(mine, "a")
    KeptAnswer.objects.update(kept_at=timezone.now() - timedelta(hours=25))
    assert sent(mine, "a", {"title": "Of the next day"}).status_code == 201
    assert ActionItem.objects.count() == 2
    assert KeptAnswer.objects.count() == 1


def test_neither_key_nor_sender_nor_body_is_stored(author: User) -> None:
    sent(token(author), "my-secret-key")
    row = KeptAnswer.objects.values().get()
    assert "my-secret-key" not in str(row)
    assert "needed" not in str({name: value for name, value in row.items() if name != "body"})


@pytest.mark.parametrize("key", ['"a"', "a", "8e03978e-40d5-43dd-bc93-6894a57f9324", "a" * 255])
def test_a_key_with_or_without_quotation_marks(author: User, key: str) -> None:
    mine = token(author)
    assert sent(mine, key).status_code == 201
    assert sent(mine, f'"{key.strip(chr(34))}"').status_code == 201
    assert ActionItem.objects.count() == 1


@pytest.mark.parametrize("key", ["", '""', '"a', 'a"b', "a b", "a" * 256, "é", "a\x00", '"a"; b', "\\"])
def test_a_key_that_is_none(author: User, key: str) -> None:
    refused = sent(token(author), key)
    assert (refused.status_code, kind(refused)) == (400, "invalid-parameters")
    assert refused.json()["errors"][0]["parameter"] == "Idempotency-Key"
    assert not ActionItem.objects.exists()


def test_a_key_opens_nothing(author: User) -> None:
    stranger = factories.user("stranger")
    sent(token(author), "a")
    assert sent(token(stranger, seed=2), "a").status_code == 403
    assert Client().post(PATH, ALERT, content_type="application/json").status_code == 401
    reading = factories.token(author, "read", now=timezone.now(), seed=3).written
    assert sent(reading, "a").status_code == 403


def test_words_that_are_erased_leave_the_kept_answers(author: User) -> None:
    admin = factories.user("admin", role=User.Role.ADMINISTRATOR)
    mine = token(author)
    body = {"title": "Revoke hunter2 “at once”"}
    sent(mine, "a", body)
    erasure.erase(
        ref="KF-900",
        words=erasing.words(["hunter2"]),
        author=admin,
        reason="A password was pasted.",
        now=timezone.now(),
    )
    again: Any = sent(mine, "a", body)
    assert again.json()["title"] == "Revoke [erased] “at once”"
    assert "hunter2" not in str(KeptAnswer.objects.values().get())
