import pytest
from django.db import connection, connections
from pytest_django import DjangoAssertNumQueries

from kb import postgresql

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_healthy_connection_is_not_asked(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    connection.ensure_connection()
    with django_assert_num_queries(0):
        assert connection.is_usable()


def test_a_connection_the_server_ended_is_noticed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 2000)", [backend])
    other.close()
    assert not connection.is_usable()
    connection.close()


def test_a_closed_connection_is_not_usable() -> None:
    connection.ensure_connection()
    connection.connection.close()
    assert not connection.is_usable()
    connection.close()


def test_the_backend_is_the_one_of_the_settings() -> None:
    assert connection.settings_dict["ENGINE"] == postgresql.__name__
