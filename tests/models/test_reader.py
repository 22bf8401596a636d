"""What a reader is made from, and that it holds nothing else."""

import dataclasses

import pytest
from django.contrib.auth.models import AnonymousUser

from incidents.models import User
from incidents.models.reader import ANYBODY, Reader


@pytest.mark.parametrize(
    ("account", "reader"),
    [
        (AnonymousUser(), ANYBODY),
        (User(pk=7), Reader(7)),
        (User(pk=7, role=User.Role.AUTHOR), Reader(7)),
        (User(pk=7, role=User.Role.EDITOR), Reader(7, is_editor=True)),
        (User(pk=7, role=User.Role.ADMINISTRATOR), Reader(7, is_editor=True)),
        (User(pk=7, role=User.Role.ADMINISTRATOR, is_active=False), ANYBODY),
    ],
)
def test_a_reader_is_made_from_an_account(account: User | AnonymousUser, reader: Reader) -> None:
    assert Reader.of(account) == reader


def test_visibility_can_depend_on_nothing_else() -> None:
    """A new field needs a place in every statement that is kept for many readers."""
    assert [field.name for field in dataclasses.fields(Reader)] == ["person", "is_editor"]
    assert not hasattr(Reader(7), "teams")


def test_members_share_a_placeholder_and_editors_another() -> None:
    assert Reader(7).placeholder == Reader(8).placeholder != Reader(7)
    assert Reader(7).placeholder != Reader(7, is_editor=True).placeholder
    assert ANYBODY.placeholder == ANYBODY
    assert len({Reader(7).placeholder, Reader(8).placeholder, ANYBODY.placeholder}) == 2
