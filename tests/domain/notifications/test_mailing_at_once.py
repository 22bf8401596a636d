"""Workers that write mails at once, and one that is killed while it does."""

import threading

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.db import OperationalError, connection, transaction

from incidents.domain import mail
from incidents.domain.notifications import kinds, mailing, notify, preferences
from incidents.models import Notification, OutgoingMail
from tests import factories, mail_server
from tests.factories import NOW
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
SOON = NOW + preferences.GATHERED
PATIENCE = 20  # seconds


def tell(people: int = 1, times: int = 1) -> None:
    for nth in range(people):
        robin = factories.user(f"robin{nth}", email=f"robin{nth}@example.org")
        for _ in range(times):
            notify(kinds.ROLE_CHANGED, to=[robin], at=NOW, before="reader", after="author")


def test_each_news_is_in_one_mail() -> None:
    tell(people=4, times=3)

    def write() -> None:
        mailing.write_due(now=SOON)

    at_once(write, write, write)
    texts = OutgoingMail.objects.values_list("text", flat=True)
    assert sum(text.count("changed your role") for text in texts) == 12
    assert not Notification.objects.filter(mail=None).exists()


def test_a_worker_that_is_killed_in_between_has_written_nothing() -> None:
    tell()
    written, killed = threading.Event(), threading.Event()
    process: list[int] = []

    @transaction.atomic
    def write_and_wait() -> None:
        assert mailing.write_due(now=SOON) == 1
        process.append(connection.connection.info.backend_pid)
        written.set()
        assert killed.wait(PATIENCE)
        Notification.objects.count()

    def die() -> None:
        with pytest.raises(OperationalError):
            write_and_wait()

    def survive() -> None:
        assert written.wait(PATIENCE)
        assert mailing.write_due(now=SOON) == 0, "The other one has not ended yet."
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", process)
        killed.set()
        assert mailing.write_due(now=SOON) == 1

    at_once(die, survive)
    assert OutgoingMail.objects.count() == 1
    assert Notification.objects.get().mail == OutgoingMail.objects.get()


def test_while_the_mail_server_is_down_nothing_is_written_twice() -> None:
    tell()
    gone = EmailBackend(host="127.0.0.1", port=1, timeout=5, use_tls=False)
    for _ in range(3):
        mailing.write_due(now=SOON)
        mail.deliver(server=gone, now=SOON)
    with mail_server.listening() as box:
        server = EmailBackend(host="127.0.0.1", port=box.port, timeout=5, use_tls=False)
        for hours in (1, 2):
            later = SOON + hours * mail.LONGEST_PAUSE
            mailing.write_due(now=later)
            mail.deliver(server=server, now=later)
        (arrived,) = box.arrived
    assert arrived["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert arrived["Subject"] == "Soundings: Your role was changed"
