"""People who come back from the provider in the same moment."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client

from incidents.domain.people import rights
from incidents.domain.single_sign_on import connecting
from incidents.errors import DomainError
from incidents.models import AuditEntry, Identity, User
from incidents.openid import GroupMapping
from tests import factories
from tests.factories import NOW
from tests.openid_provider import Provider
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROLES = GroupMapping((("sailors", "author"), ("captains", "administrator")))


def windows(provider: Provider, number: int, **claims: list[Any]) -> list[Callable[[], HttpResponse]]:
    """As many browsers on the way back, each of whom the provider says what is at its place in `claims`."""
    answers = []
    for nth in range(number):
        browser = Client(raise_request_exception=False)
        code, state = provider.code(browser.get("/sign-in/provider")["Location"])
        provider.of_codes[code] = {name: values[nth] for name, values in claims.items()}
        answers.append(partial(browser.get, "/sign-in/provider/answer", {"code": code, "state": state}))
    return answers


def together(answers: list[Callable[[], HttpResponse]]) -> list[int]:
    statuses: list[int] = []
    at_once(*(lambda answer=answer: statuses.append(answer().status_code) for answer in answers))
    return sorted(statuses)


def test_the_first_sign_in_of_one_person_in_several_windows_makes_one_account(site, provider):
    assert together(windows(provider, 5)) == [302] * 5
    assert User.objects.get().username == "robin"
    assert AuditEntry.objects.filter(action="account.created").count() == 1
    assert AuditEntry.objects.filter(action="account.signed.in").count() == 5


def test_an_account_that_was_there_is_linked_once(site, provider):
    mate = factories.user("mate", email="robin@example.org")
    assert together(windows(provider, 5)) == [302] * 5
    assert Identity.objects.get().user == mate
    assert AuditEntry.objects.filter(action="identity.linked").count() == 1


def test_people_of_one_name_get_an_account_each(site, provider):
    subjects = [f"subject-{nth}" for nth in range(8)]
    assert together(windows(provider, 8, sub=subjects, email=[None] * 8)) == [302] * 8
    assert Identity.objects.values("user").distinct().count() == 8


def test_two_people_of_one_address_do_not_both_get_an_account(site, provider):
    answers = windows(provider, 4, sub=list("1234"), preferred_username=["ada", "robin", "kim", "edith"])
    assert together(answers) == [302, 409, 409, 409]
    assert User.objects.count() == 1


def test_the_last_two_administrators_lose_their_group_at_once(site, provider):
    site(roles=ROLES)
    both = {"sub": ["one", "two"], "email": [None, None]}
    together(windows(provider, 2, groups=[["captains"], ["captains"]], **both))
    assert User.objects.administrators().count() == 2
    assert together(windows(provider, 2, groups=[["sailors"], ["sailors"]], **both)) == [302, 302]
    assert User.objects.administrators().count() == 1
    assert AuditEntry.objects.filter(action="role.kept").count() == 1


def test_one_administrator_loses_the_group_while_another_is_closed_by_her(site, provider):
    site(roles=ROLES)
    provider.claims = {"groups": ["captains"]}
    together(windows(provider, 1))
    robin, ada = User.objects.get(), factories.user("ada", role="administrator")
    (answer,) = windows(provider, 1, groups=[["sailors"]])

    def close() -> None:
        try:
            rights.close(person=ada, reason="She left.", actor=robin, at=NOW)
        except DomainError:
            return

    at_once(answer, close)
    assert User.objects.administrators().count() == 1


def test_administrators_take_connections_over_at_once(site, provider):
    """Each locks her own account, and then those of all administrators."""
    names = ("ada", "edith", "kim", "robin")
    people = [factories.user(name, role="administrator") for name in names]
    for name in names:
        held = factories.user(f"{name}-before", role="editor")
        Identity.objects.create(
            user=held, issuer="x", subject=name, role_given="editor", created_at=NOW, signed_in_at=NOW
        )
    jobs = (
        partial(connecting.connect, user=one, issuer="x", subject=one.username, now=NOW) for one in people
    )
    failed: list[Exception] = []

    def tried(job: Callable[[], bool]) -> None:
        try:
            job()
        except OperationalError as problem:
            failed.append(problem)

    at_once(*(partial(tried, job) for job in jobs))
    assert not failed
    assert set(Identity.objects.values_list("user__username", flat=True)) == set(names)
