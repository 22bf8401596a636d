import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.rules.match import masking

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrdWJl.c2lnbmF0dXJl"
KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Authorization: Bearer abcdefgh12345678", "Authorization: Bearer [token]"),
        ("authorization: basic dXNlcjpwYXNz", "authorization: basic [token]"),
        (f"got {TOKEN} from the file", "got [token] from the file"),
        ("ghp_abcdefghijklmnopqrstuvwxyz0123456789", "[token]"),
        ("AKIAIOSFODNN7EXAMPLE is used", "[key] is used"),
        ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG", "aws_secret_access_key = [secret]"),
        ("amqp://app:hunter2@queue:5672/", "amqp://app:[password]@queue:5672/"),
        ("DB_PASSWORD=hunter2", "DB_PASSWORD=[secret]"),
        ('{"token": "a b", "x": 1}', '{"token": "[secret]", "x": 1}'),
        ("client-key-data: LS0tLS1CRUdJTiBSU0EgUFJJVkFURQ==", "client-key-data: [key]"),
        ("mail ops@team.example.org now", "mail [e-mail] now"),
        (f"a {KEY} b", "a [private key] b"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE", "[private key]"),
    ],
)
def test_a_secret_is_masked(text: str, shown: str) -> None:
    assert masking.masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        'MountVolume.Setup failed for volume "shop-credentials" : secrets "shop-credentials" not found',
        "the token expired",
        "nginx@sha256:abc",
        "http://example.org:8080/a@b",
        'Warning: unknown field "spec.template.spec.concurrencyPolicy"',
        "12:30:45 10.0.0.1 fe80::1",
    ],
)
def test_other_text_is_not_masked(text: str) -> None:
    assert masking.masked(text) == text


def test_addresses_are_masked_on_request() -> None:
    text = "12:30:45 from 10.0.0.1:53 to fe80::1 and 2001:db8:0:0:0:0:0:1"

    assert masking.masked(text, addresses=True) == "12:30:45 from [address]:53 to [address] and [address]"


@given(st.text())
def test_a_secret_is_found_in_any_text(text: str) -> None:
    assert "hunter2hunter2" not in masking.masked(f"{text} password=hunter2hunter2 {text}")


def test_a_lone_surrogate_is_accepted() -> None:
    assert masking.masked("\ud800 password=hunter2") == "? password=[secret]"


def test_positions_move_with_the_masks() -> None:
    text = "password=hunter22 and OOMKilled"
    masks = masking.masks(text)
    shown = masking.applied(text, masks)

    assert shown[masking.moved(text.index("OOM"), masks) :] == "OOMKilled"
    assert masking.moved(0, masks) == 0
    assert shown[: masking.moved(text.index("hunter") + 2, masks)] == "password=[secret]"
