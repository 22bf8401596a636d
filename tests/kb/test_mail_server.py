import pytest

from kb.mailing import server as mail
from kb.mailing.server import MailServer


def test_no_url_is_no_server():
    assert mail.server("") == mail.NONE
    assert not mail.objection("")


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "smtp://robin:sail%40sea%2F1@mail.example.org",
            MailServer("mail.example.org", 587, "robin", "sail@sea/1", "starttls"),
        ),
        ("smtps://mail.example.org", MailServer("mail.example.org", 465, security="tls")),
        ("smtps://mail.example.org:4650/", MailServer("mail.example.org", 4650, security="tls")),
        ("smtp://localhost:25?tls=off", MailServer("localhost", 25, security="off")),
        ("smtp://[::1]:25?tls=off", MailServer("::1", 25, security="off")),
    ],
)
def test_what_a_url_says(url, server):
    assert not mail.objection(url)
    assert mail.server(url) == server


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("mail.example.org", "scheme"),
        ("http://mail.example.org", "scheme"),
        ("smtp://", "host"),
        ("smtp://mail.example.org:99999", "port"),
        ("smtp://mail.example.org:0", "host"),
        ("smtp://[::1", "host"),
        ("smtp://robin@mail.example.org", "alone"),
        ("smtp://robin:pass/word@mail.example.org", "port"),
        ("smtp://mail.example.org/inbox", "after the port"),
        ("smtp://mail.example.org?tls=on", "option"),
        ("smtps://mail.example.org?tls=off", "option"),
        ("smtp://robin:secret@mail.example.org?tls=off", "unencrypted"),
    ],
)
def test_what_is_wrong_is_said_without_the_password(url, word):
    objection = mail.objection(url)
    assert word in objection
    assert "secret" not in objection
    assert mail.server(url) == mail.NONE


def test_the_password_is_not_shown():
    assert "secret" not in repr(mail.server("smtp://robin:secret@mail.example.org"))


def test_a_sender_is_an_address():
    assert not mail.objection_to_sender("Soundings <soundings@example.org>")
    assert not mail.objection_to_sender("soundings@example.org")
    for wrong in ("", "Soundings", "Soundings <>", "a@example.org\nBcc: b@example.org"):
        assert mail.objection_to_sender(wrong)
