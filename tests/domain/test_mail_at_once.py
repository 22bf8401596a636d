"""Workers that deliver at once."""

import pytest
from django.core.mail.backends.smtp import EmailBackend

from incidents.domain import mail
from incidents.models import OutgoingMail
from tests import mail_server
from tests.factories import NOW
from tests.threads import at_once

MAILS = 12


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_send_each_mail_once() -> None:
    for nth in range(MAILS):
        mail.post(recipient=f"p{nth}@example.org", subject="Link", text="abc", now=NOW)
    with mail_server.listening() as box:

        def deliver() -> None:
            server = EmailBackend(host="127.0.0.1", port=box.port, timeout=5, use_tls=False)
            mail.deliver(server=server, now=NOW)

        at_once(deliver, deliver, deliver)
    assert sorted(arrived["To"] for arrived in box.arrived) == sorted(
        f"p{nth}@example.org" for nth in range(MAILS)
    )
    assert not OutgoingMail.objects.waiting().exists()
