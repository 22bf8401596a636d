from pathlib import Path

import pytest

from kb import database


def read(url: str) -> dict[str, object]:
    return database.settings_of(url, embedded_folder=Path("var/postgresql"), prepared=True)


def test_a_url_says_where_the_server_is() -> None:
    found = read("postgresql://ann:p%40ss@db.example:5433/soundings?sslmode=require")
    assert {name: found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "soundings",
        "USER": "ann",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
    }
    assert found["OPTIONS"] == {
        "server_side_binding": True,
        "prepare_threshold": 3,
        "connect_timeout": "5",
        "sslmode": "require",
    }


def test_a_socket_folder_stands_in_the_query() -> None:
    assert read("postgresql:///soundings?host=/run/postgresql")["HOST"] == "/run/postgresql"


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("mysql://db.example/soundings", "starts with 'mysql'"),
        ("postgresql://db.example:port/soundings", "cannot be read"),
        ("postgresql://[db.example/soundings", "cannot be read"),
    ],
)
def test_a_faulty_url_is_named_without_its_password(url: str, fault: str) -> None:
    objection = database.objection(url)
    assert objection is not None
    assert objection.startswith(fault)
    assert url not in objection


def test_a_url_that_holds_and_none_at_all_are_fine() -> None:
    assert database.objection("postgresql://soundings:secret@db.example:5433/soundings") is None
    assert database.objection("") is None
