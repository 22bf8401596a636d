from contextlib import suppress
from datetime import date, timedelta

import pytest

from incidents import tasks
from incidents.domain import audit, stories
from incidents.domain.audit import AuditFilter
from incidents.domain.people import sign_in
from incidents.errors import TooMuch
from incidents.models import AuditEntry
from tests import factories
from tests.factories import NOW
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db
HOME = "192.0.2.7"


def entry(action="erase", *, target="KF-900", days=0, actor=None):
    return audit.record(action=action, target=target, actor=actor, at=NOW - timedelta(days=days))


def found(**asked):
    return [(one.action, one.target) for one in AuditFilter(**asked).entries()]


def test_filters_leave_out_what_they_do_not_name():
    robin = factories.user()
    entry("role.changed", target="kim", actor=robin)
    entry("erase", days=3)
    both = [("role.changed", "kim"), ("erase", "KF-900")]
    assert found() == both
    assert found(person="robin") == found(action="role.changed") == found(target="kim") == both[:1]
    assert found(first=date(2026, 3, 1)) == both[:1]
    assert found(last=date(2026, 3, 1)) == both[1:]
    assert found(first=date(2026, 2, 27), last=date(2026, 2, 27)) == both[1:]
    assert found(person="nobody") == found(action="erase", target="kim") == []


def test_entries_of_one_moment_are_listed_once_each():
    keys = [entry(target=f"KF-{nth}").pk for nth in range(5)]
    first = AuditFilter().entries()[2]
    assert [one.pk for one in AuditFilter().entries(after=first.pk)] == [keys[1], keys[0]]


def test_what_is_too_old_goes_and_the_log_says_so():
    entry("erase", days=31)
    entry("role.changed", days=29)
    assert audit.shorten(days=30, now=NOW) == 1
    assert audit.shorten(days=30, now=NOW) == 0
    assert found() == [("audit.shortened", "audit log"), ("role.changed", "KF-900")]


def test_after_shortening_nothing_else_may_delete():
    entry("erase", days=31)
    kept = entry(days=40)
    audit.shorten(days=35, now=NOW)
    assert not AuditEntry.objects.filter(pk=kept.pk).exists()
    with refused_by("audit_is_append_only"):
        AuditEntry.objects.all().delete()


def test_no_days_keep_all(settings):
    entry(days=4_000)
    settings.AUDIT_DAYS = 0
    tasks.audit.shorten()
    assert found() == [("erase", "KF-900")]


def test_an_account_whose_quota_is_used_up_is_told_once_an_hour(settings):
    factories.user()
    settings.SIGN_IN_RATES = {"network": None, "account": (1, 3600)}
    for name in ("robin", "robin", "robin", "nobody", "nobody"):
        with suppress(TooMuch), audit.coming_from(HOME):
            sign_in.admit(name=name, address=HOME, known=False, now=NOW)
    assert found() == [("quota.exhausted", "robin")]
    assert AuditEntry.objects.get().address == HOME


def test_a_network_that_tries_made_up_names_is_one_entry(settings):
    settings.SIGN_IN_RATES = {"network": (1, 3600), "account": None}
    sign_in.admit(name="a", address=HOME, known=False, now=NOW)
    for name in ("b", "c", "d"):
        with pytest.raises(TooMuch):
            sign_in.admit(name=name, address=HOME, known=False, now=NOW)
    assert found() == [("quota.exhausted", f"network {HOME}")]


def test_what_a_person_does_about_who_reads_a_story_is_recorded():
    robin = factories.user()
    factories.saved(author=robin, status="draft")
    assert found() == []
    story = factories.document(visibility="organisation")
    stories.save(story=story, based_on=1, origin="person", author=robin, now=NOW)
    stories.withdraw(ref="KF-900", based_on=2, author=robin, reason="It names a customer.", now=NOW)
    assert found(person="robin") == [
        ("story.withdrawn", "KF-900"),
        ("visibility.changed", "KF-900"),
        ("story.published", "KF-900"),
    ]
    assert "customer" not in str([(one.reason, one.details) for one in AuditEntry.objects.all()])


def test_entries_name_the_address_that_was_asked_from():
    with audit.coming_from(HOME):
        entry("first")
        with audit.coming_from(None):
            entry("second")
        entry("third")
    entry("last")
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "address")) == [
        ("first", HOME),
        ("second", None),
        ("third", HOME),
        ("last", None),
    ]


def test_what_is_closed_and_taken_along_is_an_entry_once_an_hour():
    robin, kim = factories.user("robin"), factories.user("kim")

    def take(person=robin, name="stories.csv", closed=2, minutes=0):
        audit.record_export(name=name, closed=closed, actor=person, at=NOW + timedelta(minutes=minutes))

    take(closed=0)
    assert found() == []
    take()
    take(minutes=59)
    take(kim)
    take(name="actions.csv")
    take(minutes=61)
    entries = AuditEntry.objects.order_by("pk").values_list("action", "target", "actor__username")
    assert list(entries) == [
        ("stories.exported", "stories.csv", "robin"),
        ("stories.exported", "stories.csv", "kim"),
        ("stories.exported", "actions.csv", "robin"),
        ("stories.exported", "stories.csv", "robin"),
    ]
    assert AuditEntry.objects.first().details == {"closed stories": 2}


def test_the_catalogue_is_no_deed_of_anybody():
    factories.saved()
    assert not AuditEntry.objects.exists()
