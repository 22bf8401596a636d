from datetime import timedelta

import pytest
from django.utils import timezone

from incidents.domain import mail
from incidents.models import AuditEntry
from tests.web.administrators import administrator, browser_of

pytestmark = pytest.mark.django_db
LINK = "https://soundings.example/reset/abc"


def waiting(**fields):
    now = timezone.now()
    return mail.post(
        **{"recipient": "robin@example.org", "subject": "Your link", "text": LINK, "now": now} | fields
    )


def test_without_a_server_an_administrator_reads_a_mail_and_the_audit_log_keeps_who(settings):
    settings.EMAIL_HOST = ""
    row, keeper = waiting(), administrator()
    page = browser_of(keeper).get("/people/mail")
    assert "No mail is sent" in page.content.decode()
    assert LINK not in page.content.decode()
    assert not AuditEntry.objects.exists()
    read = browser_of(keeper).post(f"/people/mail/{row.pk}")
    assert LINK in read.content.decode()
    assert "no-store" in read["Cache-Control"]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target, entry.actor) == ("mail.read", "robin@example.org", keeper)
    assert LINK not in str(entry.details)


def test_where_mails_are_sent_nobody_reads_them(settings):
    settings.EMAIL_HOST = "mail.example"
    row = waiting()
    browser = browser_of(administrator())
    page = browser.get("/people/mail").content.decode()
    assert "waiting" in page
    assert f"/people/mail/{row.pk}" not in page
    assert browser.post(f"/people/mail/{row.pk}").status_code == 404


def test_an_expired_mail_is_gone(settings):
    settings.EMAIL_HOST = ""
    old = waiting(now=timezone.now() - timedelta(days=2))
    browser = browser_of(administrator())
    assert browser.post(f"/people/mail/{old.pk}").status_code == 404
    assert browser.post("/people/mail/999").status_code == 404
    assert not AuditEntry.objects.exists()


def test_a_mail_is_read_by_a_form_alone(settings):
    settings.EMAIL_HOST = ""
    row = waiting()
    assert browser_of(administrator()).get(f"/people/mail/{row.pk}").status_code == 405


def test_the_page_takes_as_many_queries_for_many_mails(django_assert_num_queries):
    browser = browser_of(administrator())
    for _ in range(60):
        waiting()
    # Session, account, number of mails, mails; candidates, for the header.
    with django_assert_num_queries(5):
        browser.get("/people/mail?page=2")
