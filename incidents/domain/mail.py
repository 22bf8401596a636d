"""The outbox: mails are rows, written by `post` and delivered by a task, so that no page waits for a server.

A mail goes out once, but for one case: where a worker ends after the server has taken a mail and before that
is written down, the mail goes out again, under the same `Message-ID`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from incidents.domain import audit
from incidents.models import OutgoingMail, User
from incidents.models.outgoing_mail import LONGEST_ERROR, LONGEST_SUBJECT

LIFETIME = timedelta(days=1)
"""How long a mail waits for a server, or, where there is none, for an administrator who reads it."""
KEPT = timedelta(days=30)
"""How long the row says that there was a mail."""
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
AT_ONCE = 50
TOO_OLD = "It could not be sent in time."


def post(
    *,
    recipient: str,
    subject: str,
    text: str,
    now: datetime,
    html: str = "",
    headers: Mapping[str, str] | None = None,
    lifetime: timedelta = LIFETIME,
) -> OutgoingMail:
    """Writes a mail down, to be delivered once the transaction is committed.

    Raises ValueError where a header would hold a line break.
    """
    for header in (recipient, *(headers or {}), *(headers or {}).values()):
        if "\n" in header or "\r" in header:
            raise ValueError("A header of a mail holds no line break.")
    return OutgoingMail.objects.create(
        recipient=recipient,
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
        text=text,
        html=html,
        headers=dict(headers or {}),
        created_at=now,
        expires_at=now + lifetime,
        next_try_at=now,
    )


def deliver(*, server: BaseEmailBackend, now: datetime, limit: int = AT_ONCE) -> int:
    """Sends what is due and returns how many mails were sent.

    It ends at the first failure that is the server's: such a one would fail for the next mail, too.
    """
    sent = 0
    try:
        for _ in range(limit):
            taken = _deliver_one(server, now)
            if taken is None:
                break
            sent += taken
    finally:
        server.close()
    return sent


@transaction.atomic
def read(*, key: int, reader: User, now: datetime) -> OutgoingMail | None:
    """A mail with what it says, for an administrator where none is sent; None where it is no longer kept."""
    row = OutgoingMail.objects.waiting().filter(pk=key, expires_at__gt=now).first()
    if row:
        audit.record(
            action="mail.read",
            target=row.recipient[:200],
            actor=reader,
            at=now,
            details={"subject": row.subject},
        )
    return row


def expire(*, now: datetime) -> int:
    """Empties what has become too old to be sent."""
    return OutgoingMail.objects.too_old(now).update(
        next_try_at=None, text="", html="", headers={}, error=TOO_OLD
    )


def forget(*, now: datetime) -> None:
    OutgoingMail.objects.filter(created_at__lte=now - KEPT).delete()


@transaction.atomic
def _deliver_one(server: BaseEmailBackend, now: datetime) -> bool | None:
    """Whether the server took the mail; None where there is none to send, or no server that answers."""
    row = OutgoingMail.objects.due(now).select_for_update(skip_locked=True).first()
    if row is None:
        return None
    row.tries += 1
    try:
        server.open()
        server.send_messages([_message(row, server)])
    except (OSError, SMTPException) as error:
        return _failed(row, error, now)
    row.sent_at, row.error = now, ""
    _finish(row)
    return True


def _failed(row: OutgoingMail, error: OSError | SMTPException, now: datetime) -> bool | None:
    code, said = _reply(error)
    row.error = f"{code or ''} {said}".strip()[:LONGEST_ERROR]
    is_of_mail = isinstance(error, SMTPRecipientsRefused | SMTPDataError)
    if is_of_mail and code >= 500:
        row.refused = True
        _finish(row)
        return False
    row.next_try_at = now + min(FIRST_PAUSE * 2 ** min(row.tries - 1, 10), LONGEST_PAUSE)
    row.save()
    return False if is_of_mail else None


def _finish(row: OutgoingMail) -> None:
    row.next_try_at = None
    row.text, row.html, row.headers = "", "", {}
    row.save()


def _reply(error: OSError | SMTPException) -> tuple[int, str]:
    """The code and words of the server; of a server that did not speak, 0 and what happened."""
    if isinstance(error, SMTPRecipientsRefused):
        ((code, said),) = error.recipients.values()
        return code, _words(said)
    if isinstance(error, SMTPResponseException):
        return error.smtp_code, _words(error.smtp_error)
    return 0, f"The mail server cannot be used: {error}"


def _words(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


def _message(row: OutgoingMail, server: BaseEmailBackend) -> EmailMultiAlternatives:
    host = urlsplit(settings.BASE_URL).hostname
    headers = {
        "Date": format_datetime(row.created_at),
        "Message-ID": f"<{row.pk}.{row.created_at.timestamp():.6f}@{host}>",
        "Auto-Submitted": "auto-generated",
    }
    message = EmailMultiAlternatives(
        row.subject, row.text, to=[row.recipient], headers=headers | row.headers, connection=server
    )
    if row.html:
        message.attach_alternative(row.html, "text/html")
    return message
