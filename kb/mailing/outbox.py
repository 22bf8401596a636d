"""Django's way to send a mail, which here writes rows: a task delivers them later."""

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from incidents.domain import mail


class Outbox(BaseEmailBackend):
    """Writes in the transaction of the caller: what is rolled back sends no mail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        now = timezone.now()
        for message in email_messages:
            for recipient in message.recipients():
                mail.post(
                    recipient=recipient,
                    subject=str(message.subject),
                    text=str(message.body),
                    html=_html(message),
                    headers=message.extra_headers,
                    now=now,
                )
        return len(email_messages)


def _html(message: EmailMessage) -> str:
    """Raises ValueError of a message that rows do not hold."""
    alternatives = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    if message.attachments or message.content_subtype != "plain":
        raise ValueError("The outbox holds plain text, with HTML beside it, and no attachments.")
    return "".join(str(content) for content, kind in alternatives if kind == "text/html")
