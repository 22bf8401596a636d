"""Each fault is planted from below, past the constraint or the trigger that keeps it out, and is named."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection
from django.db.models import F

from incidents.domain import consistency, mail
from incidents.domain.consistency import StoreFault, schema
from incidents.domain.notifications import kinds, notify
from incidents.domain.people import sealing
from incidents.domain.search import index
from incidents.models import (
    Alias,
    Attachment,
    Candidate,
    Citation,
    Factor,
    FeedEntry,
    FeedSnapshot,
    Incident,
    Notification,
    RefCounter,
    Relation,
    Revision,
    Rule,
    SearchEntry,
    Source,
    User,
)
from tests import factories
from tests.factories import NOW
from tests.migrations import everything

WHOLE = everything.WHOLE


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)


@contextmanager
def without_trigger(table: str, name: str = "ALL") -> Iterator[None]:
    execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    yield
    execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}")


@pytest.fixture(scope="module")
def store(written_once: Callable[[Callable[[], None]], None]) -> None:
    def write() -> None:
        everything.write(now=NOW)
        secret = sealing.seal("a secret of an app")
        member = User.objects.get(username="member")
        Authenticator.objects.create(user=member, type="totp", data={"secret": secret})

    written_once(write)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


def found(name: str) -> list[StoreFault]:
    (check,) = [check for check in consistency.checks(now=NOW) if check.name == name]
    return list(check.faults())


def said(name: str) -> str:
    return "\n".join(f"{fault.subject}: {fault.says}" for fault in found(name))


def whole() -> Incident:
    return Incident.objects.get(ref=WHOLE)


def no_revision() -> None:
    with without_trigger("incidents_incident"):
        Incident.objects.filter(ref=WHOLE).update(revision=None)


def whole_story():
    return Incident.objects.filter(ref=WHOLE)


def a_gap() -> None:
    with without_trigger("incidents_revision"):
        Revision.objects.filter(incident=whole(), number=2).delete()


def another_document() -> None:
    with without_trigger("incidents_revision", "revision_is_immutable"):
        other = Revision.objects.get(incident__ref="INC-2", number=1)
        Revision.objects.filter(incident=whole(), number=1).update(document=other.document)


def half_a_document() -> None:
    with without_trigger("incidents_revision", "revision_is_immutable"):
        Revision.objects.filter(incident=whole(), number=1).update(document='{"ref": "INC')


def a_rule_in_other_words() -> None:
    Rule.objects.filter(ref="M-21").update(message="Something else.")


def another_title() -> None:
    Incident.objects.filter(ref=WHOLE).update(title="Something else")


def a_part_of_other_words() -> None:
    Factor.objects.filter(incident=whole()).update(text="Something else.")


def a_part_too_few() -> None:
    Factor.objects.filter(incident=whole()).delete()


def a_name_too_many() -> None:
    Alias.objects.create(incident=whole(), name="HARBOUR-8")


def a_source_in_other_words() -> None:
    Citation.objects.filter(incident=whole()).update(title="Something else")


def a_relation_too_few() -> None:
    Relation.objects.filter(incident=whole()).delete()


def an_entry_that_is_open() -> None:
    SearchEntry.objects.filter(status="draft", visibility="people").update(visibility="public")


def no_picture() -> None:
    Attachment.objects.filter(incident=whole()).delete()


def a_damaged_picture() -> None:
    execute("ALTER TABLE incidents_attachment DROP CONSTRAINT attachment_has_the_hash_of_its_content")
    Attachment.objects.filter(incident=whole()).update(data=b"something else")


def a_picture_that_nothing_names() -> None:
    Attachment.objects.filter(incident=whole()).update(incident=Incident.objects.get(ref="INC-2"))


def a_damaged_snapshot() -> None:
    FeedSnapshot.objects.update(data=b"something else")


def a_relation_astray() -> None:
    relation = Relation.objects.get(incident=whole())
    Relation.objects.filter(pk=relation.pk).update(target=Incident.objects.get(ref="INC-2"))


def a_name_of_two() -> None:
    Alias.objects.create(incident=Incident.objects.get(ref="INC-2"), name=WHOLE.lower())


def a_counter_behind() -> None:
    RefCounter.objects.filter(prefix="INC").update(last=1)


def a_source_that_nobody_cites() -> None:
    Source.objects.create(key="https://lock.example/nobody", slug="lock-example-nobody")


def a_candidate_of_no_entry() -> None:
    FeedEntry.objects.update(candidate=None)


def a_candidate_as_no_source() -> None:
    decided = {"state": "attached", "decided_at": F("created_at"), "incident": whole(), "cited_as": "r99"}
    Candidate.objects.update(**decided)


def an_old_mail() -> None:
    old = mail.post(recipient="member@example.org", subject="Old", text="Old.", now=NOW - timedelta(days=3))
    assert old.is_waiting


def late_news() -> None:
    person = User.objects.get(username="editor")
    notify(kinds.PASSWORD_CHANGED, to=[person], at=NOW, how="on your profile")
    Notification.objects.filter(recipient=person).update(mail_due_at=NOW - timedelta(hours=2), mail=None)


def another_key() -> None:
    Authenticator.objects.update(data={"secret": "gAAAAABl" + "A" * 100})


def a_constraint_too_few() -> None:
    execute("ALTER TABLE incidents_incident DROP CONSTRAINT incident_slug_is_plain")


def a_trigger_too_few() -> None:
    execute("DROP TRIGGER revision_is_immutable ON incidents_revision")


def a_trigger_that_is_off() -> None:
    execute("ALTER TABLE incidents_revision DISABLE TRIGGER revision_is_immutable")


def a_constraint_that_never_held() -> None:
    execute("ALTER TABLE incidents_team ADD CONSTRAINT named CHECK (name <> 'Harbour') NOT VALID")


def no_foreign_key() -> None:
    execute(f"ALTER TABLE incidents_alias DROP CONSTRAINT {foreign_key('incidents_alias')}")


def a_row_that_leads_nowhere() -> None:
    with without_trigger("incidents_alias"):
        Alias.objects.filter(incident=whole()).update(incident=999_999)


def foreign_key(table: str) -> str:
    (name,) = [row[1] for row in schema.selected(schema.FOREIGN_KEYS) if row[0] == table]
    return str(name)


PLANTED = [
    (no_revision, "revisions", f"{WHOLE}: it is at revision 4, its current one is None"),
    (
        a_gap,
        "revisions",
        f"{WHOLE}: it is at revision 4, its current one is 4, the newest 4, and there are 3",
    ),
    (another_document, "revisions", f"{WHOLE}, revision 1: its document is that of INC-2"),
    (half_a_document, "revisions", f"{WHOLE}, revision 1: its document cannot be read"),
    (a_rule_in_other_words, "tables", "M-21: its rows differ from its newest revision: message"),
    (another_title, "tables", f"{WHOLE}: the row of the story (title)"),
    (a_part_of_other_words, "tables", f"{WHOLE}: the table of its factors"),
    (a_part_too_few, "tables", f"{WHOLE}: the table of its factors"),
    (a_name_too_many, "tables", f"{WHOLE}: the table of its other names"),
    (a_source_in_other_words, "tables", f"{WHOLE}: the table of its sources"),
    (a_relation_too_few, "tables", f"{WHOLE}: the table of its relations"),
    (an_entry_that_is_open, "tables", "the entry of lists (visibility)"),
    (no_picture, "pictures", f"{WHOLE}, revision 2: the picture"),
    (a_damaged_picture, "pictures", "is damaged: its hash is another"),
    (a_picture_that_nothing_names, "pictures", "INC-2: no revision names the picture"),
    (a_damaged_snapshot, "pictures", "feed harbours: the snapshot"),
    (a_relation_astray, "references", f"{WHOLE}: its relation see_also names KF-15 and leads to INC-2"),
    (a_name_of_two, "references", f"“{WHOLE.lower()}” is a name of several stories: {WHOLE}, INC-2"),
    (a_counter_behind, "references", "and the counter of references is at 1"),
    (a_source_that_nobody_cites, "references", "source https://lock.example/nobody: no story cites it"),
    (a_candidate_of_no_entry, "references", "no entry of a feed lists “Fog"),
    (a_candidate_as_no_source, "references", f"it is attached as {WHOLE}#r99, and {WHOLE} never had such a"),
    (an_old_mail, "outbox", "and still holds what it says"),
    (late_news, "outbox", "it was to be mailed at 2026-03-02 08:30, and has not been"),
    (another_key, "secrets", "account member: the secret of the second factor “totp” cannot be read"),
    (a_constraint_too_few, "schema", "incidents_incident: incident_slug_is_plain is missing"),
    (a_trigger_too_few, "schema", "incidents_revision: revision_is_immutable is missing"),
    (a_trigger_that_is_off, "schema", "the trigger revision_is_immutable is switched off"),
    (a_constraint_that_never_held, "schema", "incidents_team: the constraint named is not validated"),
    (a_constraint_that_never_held, "schema", "incidents_team: 1 rows are against named"),
    (
        no_foreign_key,
        "schema",
        "incidents_alias: nothing keeps incident_id from leading to a row that is not",
    ),
    (a_row_that_leads_nowhere, "schema", "incidents_alias: 1 rows are against"),
]


def test_a_healthy_store_has_none() -> None:
    index.build()
    assert [fault for check in consistency.checks(now=NOW) for fault in check.faults()] == []


@pytest.mark.parametrize(("plant", "check", "words"), PLANTED, ids=[plant.__name__ for plant, *_ in PLANTED])
def test_a_fault_is_named_and_says_what_to_do(plant: Callable[[], None], check: str, words: str) -> None:
    plant()
    assert words in said(check)
    assert all(fault.remedy for fault in found(check))


def test_an_index_of_another_state_is_named() -> None:
    index.build()
    with without_trigger("incidents_searchentry"):
        SearchEntry.objects.filter(incident__ref=WHOLE).update(change=F("change") - 1)
    assert said("search") == f"{WHOLE}: the search index holds another state of it"


def test_a_save_that_the_index_has_not_read_yet_is_no_fault() -> None:
    index.build()
    factories.saved("INC-777")
    assert said("search") == ""


def test_a_damaged_index_is_named() -> None:
    index.build()
    (folder,) = [path for path in Path(settings.SEARCH_INDEX).iterdir() if path.is_dir()]
    (folder / "meta.json").write_text("{")
    assert said("search").startswith("search index: it cannot be read")


def test_triggers_are_those_that_migrations_make() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname::text, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        assert dict(cursor.fetchall()) == schema.TRIGGERS
