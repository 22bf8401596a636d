"""Databases that older checkouts have written, brought up to date: nothing is lost, and all of it works."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from django.core.management import call_command
from django.test import Client

from incidents.domain import rules, stories
from incidents.domain.stories.sources import key, slug
from incidents.models import Citation, Revision, Rule, Source, User
from incidents.rules.proof.result import Proof
from incidents.stories.reading import trusted
from tests.factories import NOW
from tests.migrations import database
from tests.migrations.everything import MERGED, STORIES, WHOLE, WITHDRAWN

pytestmark = pytest.mark.django_db
DUMPS = sorted(Path(__file__).with_name("dumps").glob("*.sql"))
NOT_KEPT = {
    # made anew from the documents
    *("incidents_labelset", "incidents_searchentry", "incidents_tally"),
    # said by each citation for itself: test_every_story_describes_its_sources
    "incidents_source",
    # rights followed from roles before, too: nothing asked for these
    *("incidents_user_groups", "incidents_user_user_permissions"),
    # what Django knows of the code
    *("auth_permission", "django_content_type", "django_migrations"),
    # sessions that did not say whose they were: everybody signs in once more
    "django_session",
    # names and addresses of who failed to sign in: such records are no longer made
    *("axes_accessattempt", "axes_accessattemptexpiration", "axes_accessfailurelog", "axes_accesslog"),
}


RENAMED = {"incidents_action": "incidents_reportedaction", "incidents_team_members": "incidents_membership"}
FOLLOWS = {
    "incidents_incident": {"occurred_precision"},  # the length of a moment is its precision
    # test_what_an_account_may_do_follows_from_its_role
    "incidents_user": {"is_superuser", "is_staff", "role", "first_name", "last_name"},
}
"""Columns that are gone, or changed, because another one says the same."""


@dataclass(frozen=True)
class Upgraded:
    columns: dict[str, list[str]]
    rows: dict[str, set[str]]
    """Of every table, as they were before the database was brought up to date."""


@pytest.fixture(scope="module")
def schema_of_a_new_database(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return database.schema()


@pytest.fixture(scope="module", params=DUMPS, ids=lambda dump: dump.stem)
def upgraded(request, schema_of_a_new_database, django_db_blocker) -> Iterator[Upgraded]:
    """What a test writes is taken back: Django's transaction around it is one of this database."""
    with django_db_blocker.unblock(), database.loaded(request.param):
        columns = {
            table: [name for name in names if name not in FOLLOWS.get(table, ())]
            for table, names in database.columns().items()
        }
        before = {table: database.rows(table, names) for table, names in columns.items()}
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        yield Upgraded(columns, before)


@pytest.fixture(autouse=True)
def unhashed_static_files(settings):
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}


@pytest.fixture
def as_person(settings):
    """Signs people in with the password they had, hashed as in production."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]

    def client(name: str) -> Client:
        browser = Client()
        browser.post("/sign-in", {"username": name, "password": f"{name}-sails-slowly"})
        return browser

    return client


def test_no_row_is_lost(upgraded):
    lost = {
        table: missing
        for table, before in upgraded.rows.items()
        if table not in NOT_KEPT
        and (missing := before - database.rows(RENAMED.get(table, table), upgraded.columns[table]))
    }
    assert not lost


def test_the_schema_is_that_of_a_new_database(upgraded, schema_of_a_new_database):
    assert database.schema() == schema_of_a_new_database


def test_every_revision_is_still_a_document(upgraded):
    for revision in Revision.objects.all():
        assert trusted(revision.document).uuid
    for rule in Rule.objects.all():
        assert rules.current(ref=rule.ref).name == rule.name


def test_every_story_describes_its_sources(upgraded):
    for citation in Citation.objects.select_related("source", "incident__revision"):
        source = trusted(citation.incident.revision.document).sources[citation.position]
        assert (citation.title, citation.kind, citation.url) == (source.title, source.kind, source.url or "")
        assert (citation.source.key, citation.source.slug) == (key(source), slug(key(source)))
    assert Source.objects.count() == len(upgraded.rows["incidents_source"])


def test_what_an_account_may_do_follows_from_its_role(upgraded):
    roles = dict(User.objects.values_list("username", "role"))
    expected = {"admin": "administrator", "editor": "editor", "member": "author", "team-mate": "author"}
    assert {name: roles[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("name", "visibilities"),
    [
        ("", ["public"]),
        ("member", ["public", "organisation"]),
        ("team-mate", ["public", "organisation", "team"]),
        ("named", ["public", "organisation", "people"]),
    ],
)
def test_a_password_opens_what_it_opened_before(upgraded, as_person, name, visibilities):
    browser = as_person(name) if name else Client()
    published = {ref: visibility for ref, (visibility, status) in STORIES.items() if status == "published"}
    opened = [
        visibility for ref, visibility in published.items() if browser.get(f"/{ref}").status_code == 200
    ]
    assert opened == visibilities
    listed = browser.get("/stories/?q=published").content.decode()
    assert [visibility for ref, visibility in published.items() if f"{ref} is" in listed] == visibilities


def test_pages_show_what_was_written(upgraded):
    public = Client()
    assert "schnell" in public.get("/KF-15").content.decode()
    assert "KF-15" in public.get("/stories/?q=schnell").content.decode()
    assert "It never happened." in public.get(f"/{WITHDRAWN}").content.decode()
    assert public.get(f"/{MERGED}")["Location"] == f"/{WHOLE}"
    assert "The harbour was closed." in public.get(f"/{WHOLE}/history/2").content.decode()
    assert public.get("/rules/M-21/history/3").status_code == 200


def test_a_story_and_a_rule_can_be_changed(upgraded):
    author = User.objects.get(username="author")
    story = msgspec.structs.replace(stories.current(ref=WHOLE), title="A zeppelin over the harbour")
    rule = msgspec.structs.replace(rules.current(ref="M-21"), message="In other words once more.")
    by_author = {"origin": "person", "author": author, "now": NOW}
    assert stories.save(story=story, based_on=4, **by_author).revision.number == 5
    assert rules.save(rule=rule, proof=Proof(), based_on=3, **by_author).revision.number == 4
    assert f'href="/{WHOLE}"' in Client().get("/stories/?q=zeppelin").content.decode()
