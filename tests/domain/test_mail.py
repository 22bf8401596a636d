"""The outbox, against a real mail server."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction

from incidents import tasks
from incidents.domain import mail
from incidents.models import OutgoingMail
from tests import mail_server
from tests.factories import NOW
from tests.mail_server import MailBox

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_server.listening() as box:
        yield box


def backend(box: MailBox, timeout: float = 5) -> EmailBackend:
    return EmailBackend(host="127.0.0.1", port=box.port, timeout=timeout, use_tls=False)


def posted(recipient: str = "robin@example.org", **fields: object) -> OutgoingMail:
    content = {"subject": "Your link", "text": "https://soundings.example/reset/abc", "now": NOW}
    return mail.post(recipient=recipient, **content | fields)


def test_a_mail_arrives_once_and_is_forgotten(box: MailBox) -> None:
    row = posted(headers={"List-Unsubscribe": "<https://soundings.example/news/off>"})
    assert mail.deliver(server=backend(box), now=NOW) == 1
    assert mail.deliver(server=backend(box), now=LATER) == 0
    (arrived,) = box.arrived
    assert arrived["To"] == "robin@example.org"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["List-Unsubscribe"] == "<https://soundings.example/news/off>"
    assert arrived.get_content().strip() == "https://soundings.example/reset/abc"
    row.refresh_from_db()
    assert (row.sent_at, row.text, row.headers, row.is_waiting) == (NOW, "", {}, False)


def test_a_mail_that_goes_out_again_is_the_same_mail(box: MailBox) -> None:
    row = posted()
    mail.deliver(server=backend(box), now=NOW)
    OutgoingMail.objects.filter(pk=row.pk).update(sent_at=None, next_try_at=NOW, text="again")
    mail.deliver(server=backend(box), now=LATER)
    first, second = box.arrived
    assert first["Message-ID"] == second["Message-ID"]


def test_a_recipient_that_does_not_exist_is_given_up_and_the_others_get_theirs(box: MailBox) -> None:
    refused, other = posted("nobody@example.org"), posted()
    box.replies["nobody@example.org"] = "550 No such person"
    assert mail.deliver(server=backend(box), now=NOW) == 1
    refused.refresh_from_db()
    other.refresh_from_db()
    assert (refused.refused, refused.error, refused.text) == (True, "550 No such person", "")
    assert other.sent_at == NOW


def test_a_recipient_that_is_busy_is_tried_again_later_and_later(box: MailBox) -> None:
    row = posted()
    box.replies["robin@example.org"] = "450 Greylisted"
    pauses = []
    now = NOW
    for _ in range(8):
        mail.deliver(server=backend(box), now=now)
        row.refresh_from_db()
        assert row.next_try_at is not None
        pauses.append((row.next_try_at - now) // timedelta(minutes=1))
        now = row.next_try_at
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (row.refused, row.error, row.tries) == (False, "450 Greylisted", 8)
    box.replies.clear()
    assert mail.deliver(server=backend(box), now=now) == 1


def test_a_server_that_is_full_keeps_the_mail_here(box: MailBox) -> None:
    row = posted()
    box.after_data = "452 Too little storage"
    mail.deliver(server=backend(box), now=NOW)
    row.refresh_from_db()
    assert (row.is_waiting, row.error) == (True, "452 Too little storage")


def test_a_mail_that_is_refused_for_what_it_says_is_given_up(box: MailBox) -> None:
    row = posted()
    box.after_data = "554 Spam"
    mail.deliver(server=backend(box), now=NOW)
    row.refresh_from_db()
    assert (row.refused, row.text) == (True, "")


def test_a_server_that_is_down_is_asked_once_and_mails_wait(box: MailBox) -> None:
    first, second = posted(), posted("kim@example.org")
    gone = EmailBackend(host="127.0.0.1", port=1, timeout=5, use_tls=False)
    assert mail.deliver(server=gone, now=NOW) == 0
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.tries, second.tries) == (1, 0)
    assert first.error.startswith("The mail server cannot be used")
    assert mail.deliver(server=backend(box), now=LATER) == 2


def test_a_server_that_is_slow_is_left(box: MailBox) -> None:
    row = posted()
    box.pause = 1
    assert mail.deliver(server=backend(box, timeout=0.2), now=NOW) == 0
    row.refresh_from_db()
    assert row.is_waiting


def test_what_is_too_old_is_emptied_and_not_sent(box: MailBox) -> None:
    row = posted(html="<p>abc</p>", lifetime=timedelta(hours=1))
    assert mail.deliver(server=backend(box), now=LATER) == 0
    assert mail.expire(now=LATER) == 1
    row.refresh_from_db()
    assert (row.text, row.html, row.is_waiting, row.error) == ("", "", False, mail.TOO_OLD)
    assert not box.arrived


def test_rows_are_forgotten_after_a_month() -> None:
    posted()
    mail.forget(now=NOW + mail.KEPT)
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("field", ["recipient", "header"])
def test_a_line_break_makes_no_header(field: str) -> None:
    broken = {"recipient": "a@example.org\nBcc: b@example.org"} if field == "recipient" else {}
    with pytest.raises(ValueError, match="no line break"):
        posted(**broken, headers={"X-News": "a\r\nBcc: b@example.org"})


def test_a_subject_is_one_line() -> None:
    assert posted(subject="Your link\nBcc: b@example.org").subject == "Your link Bcc: b@example.org"


def test_django_sends_by_writing_rows(settings: object) -> None:
    settings.EMAIL_BACKEND = "kb.mailing.outbox.Outbox"
    send_mail("Your link", "abc", None, ["robin@example.org", "kim@example.org"], html_message="<p>abc</p>")
    rows = OutgoingMail.objects.order_by("recipient")
    assert [(row.recipient, row.text, row.html) for row in rows] == [
        ("kim@example.org", "abc", "<p>abc</p>"),
        ("robin@example.org", "abc", "<p>abc</p>"),
    ]


def test_what_is_rolled_back_sends_nothing(settings: object) -> None:
    settings.EMAIL_BACKEND = "kb.mailing.outbox.Outbox"
    with transaction.atomic():
        send_mail("Your link", "abc", None, ["robin@example.org"])
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()


def test_attachments_are_refused(settings: object) -> None:
    settings.EMAIL_BACKEND = "kb.mailing.outbox.Outbox"
    message = EmailMessage("Dump", "abc", to=["robin@example.org"])
    message.attach("dump.txt", "abc", "text/plain")
    with pytest.raises(ValueError, match="no attachments"):
        message.send()


def test_html_arrives_beside_the_text(box: MailBox, settings: object) -> None:
    settings.EMAIL_BACKEND = "kb.mailing.outbox.Outbox"
    message = EmailMultiAlternatives("Your link", "plain", to=["robin@example.org"])
    message.attach_alternative("<p>rich</p>", "text/html")
    message.send()
    mail.deliver(server=backend(box), now=OutgoingMail.objects.get().created_at)
    (arrived,) = box.arrived
    assert [part.get_content_type() for part in arrived.iter_parts()] == ["text/plain", "text/html"]


def test_the_task_sends_where_a_server_is_configured(box: MailBox, settings: object) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "", box.port, False
    settings.EMAIL_BACKEND = "kb.mailing.outbox.Outbox"
    send_mail("Your link", "abc", None, ["robin@example.org"])
    tasks.mail.deliver()
    assert not box.arrived
    settings.EMAIL_HOST = "127.0.0.1"
    tasks.mail.deliver()
    assert len(box.arrived) == 1
