"""Requests with one key that arrive at the same time: one is done, the others are told to wait."""

from collections import Counter
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from incidents.domain import idempotency
from incidents.domain.idempotency import SentRequest
from incidents.models import ActionItem, User
from tests import factories
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/api/v1/stories/KF-900/actions"


def test_of_many_at_once_one_is_done() -> None:
    author = factories.user("author", role=User.Role.AUTHOR)
    factories.saved(author=author, origin="person")
    written = factories.token(author, "read", "write", now=timezone.now()).written
    held = {"Authorization": f"Bearer {written}", "Idempotency-Key": "once"}
    answers: list[Any] = []

    def send() -> None:
        answers.append(Client().post(PATH, {"title": "Alert"}, content_type="application/json", headers=held))

    at_once(*[send] * 12)
    statuses = Counter(answer.status_code for answer in answers)
    assert statuses[201] >= 1
    assert set(statuses) <= {201, 409}
    assert ActionItem.objects.count() == 1
    done = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.content for answer in done}) == 1
    send()
    assert (answers[-1].status_code, answers[-1].content) == (201, done[0].content)


def test_who_comes_while_the_first_is_under_way_is_told_when_to_ask() -> None:
    author = factories.user("author", role=User.Role.AUTHOR)
    factories.saved(author=author, origin="person")
    new = factories.token(author, "read", "write", now=timezone.now())
    held = {"Authorization": f"Bearer {new.written}", "Idempotency-Key": "once"}
    answers: list[Any] = []

    def send() -> None:
        answers.append(Client().post(PATH, {"title": "Alert"}, content_type="application/json", headers=held))

    first = SentRequest(f"token {new.token.pk}", "once", b"")
    with transaction.atomic():
        assert idempotency.answered(request=first, now=timezone.now()) is None
        at_once(send)
    assert (answers[0].status_code, answers[0]["Retry-After"]) == (409, "1")
    assert answers[0].json()["type"].endswith("#under-way")
    # The first one has come to nothing, so the key is free.
    send()
    assert answers[1].status_code == 201
    connection.close()
