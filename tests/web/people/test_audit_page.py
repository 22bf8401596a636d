import json

import pytest

from incidents.domain import audit
from incidents.models import AuditEntry
from incidents.web.people.audit import ON_A_PAGE
from tests import factories
from tests.factories import NOW
from tests.web.administrators import administrator, browser_of

pytestmark = pytest.mark.django_db


def recorded(number=1, **fields):
    for nth in range(number):
        entry = {"action": "role.changed", "target": f"person {nth}", "actor": None, "at": NOW}
        audit.record(**entry | fields)


def test_an_entry_says_who_did_what_from_where():
    with audit.coming_from("192.0.2.7"):
        recorded(actor=factories.user(), details={"from": "author", "to": "editor"})
    page = browser_of(administrator()).get("/people/audit").content.decode()
    for said in ("role.changed", "person 0", "robin", "192.0.2.7", "editor", "10:30:00 UTC"):
        assert said in page


def test_details_stand_in_one_line_with_what_was_before_first():
    recorded(
        details={"to": "author", "from": "reader", "teams": ["harbour", "watch"], "email": "", "files": 0}
    )
    ((_, facts),) = browser_of(administrator()).get("/people/audit").context["entries"]
    assert facts == [("from", "reader"), ("files", "0"), ("teams", "harbour, watch"), ("to", "author")]


def test_pages_follow_each_other_without_gap_and_keep_the_filter():
    recorded(ON_A_PAGE + 3)
    recorded(action="erase", target="KF-900")
    browser = browser_of(administrator())
    first = browser.get("/people/audit?action=role.changed")
    second = browser.get(first.context["older"])
    listed = [entry.target for page in (first, second) for entry, _ in page.context["entries"]]
    assert listed == [f"person {nth}" for nth in reversed(range(ON_A_PAGE + 3))]
    assert second.context["older"] == ""


@pytest.mark.parametrize("before", ["x", "-1", "0", "9" * 30, "999", "²"])
def test_a_place_that_is_none_is_the_beginning(before):
    recorded()
    page = browser_of(administrator()).get("/people/audit", {"before": before})
    assert len(page.context["entries"]) == 1


def test_a_day_that_is_none_is_said_beside_its_field():
    browser = browser_of(administrator())
    for address in ("/people/audit", "/people/audit.ndjson"):
        page = browser.get(address, {"first": "yesterday", "action": "erase"})
        assert page.status_code == 400
        assert "Write a day such as 2026-03-02." in page.content.decode()
        assert 'value="erase"' in page.content.decode()
    assert not AuditEntry.objects.exists()


def test_the_page_takes_as_many_queries_for_many_entries(django_assert_num_queries):
    keeper = administrator()
    recorded(60, actor=keeper)
    browser = browser_of(keeper)
    # Session, account, key of the person, entries with their accounts; candidates, for the header.
    with django_assert_num_queries(5):
        browser.get("/people/audit?person=keeper")


def test_the_file_holds_what_the_filter_lets_through_and_taking_it_is_an_entry():
    recorded(2)
    recorded(action="erase", target="KF-900", reason="A token was pasted.")
    file = browser_of(administrator()).get("/people/audit.ndjson?action=erase")
    (line,) = [json.loads(line) for line in file.getvalue().decode().splitlines()]
    assert (line["target"], line["reason"], line["actor"]) == ("KF-900", "A token was pasted.", None)
    assert file["Content-Type"] == "application/x-ndjson"
    taken = AuditEntry.objects.newest_first()[0]
    assert (taken.action, taken.details) == ("audit.exported", {"action": "erase"})
