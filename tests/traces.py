"""A secret in every kind of text of a story, and where in the database it is found."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from incidents import erasing
from incidents.domain import erasure, reviewing, stories
from incidents.domain.rules import tools
from incidents.models import Incident, ReviewVerdict, User
from incidents.rules import folder, record
from incidents.rules.record import StoryLink
from incidents.stories.document import Evidence, Relation, Source
from tests import factories, rule_factories
from tests.factories import NOW

SECRET = "Hunter2-Zebra"
IN_ADDRESSES = "hunter2-zebra"
PARTS = ("hunter2", "zebra")
LATER = NOW + timedelta(days=1)
WORDS = erasing.words([SECRET])
FIELDS: dict[str, Any] = {
    "title": f"The token {SECRET} was in a log",
    "slug": f"token-{IN_ADDRESSES}-in-log",
    "aliases": (IN_ADDRESSES, "other-name"),
    "summary": f"The token **{SECRET.lower()}** was\nlogged.",
    "organisation": f"{SECRET} Ltd",
    "authors": (f"Robin {SECRET}",),
    "evidence": (Evidence(id="v1", kind="log", body=f'{{"token": "{SECRET}"}}', file=f"{SECRET}.log"),),
    "sources": (
        Source(title=f"About {SECRET}", kind="article", authors=(SECRET,), publisher=SECRET),
        Source(title=f"Also {SECRET}", kind="article", url=f"https://example.org/{IN_ADDRESSES}?a=1"),
    ),
    "relations": (Relation(type="see_also", to="KF-2", on=SECRET, note=f"As {SECRET}"),),
    "body": f"`{SECRET}`\n\n> hunter2-\\\nZebra",
}


def leave(author: User) -> None:
    """The secret in two revisions of KF-900, in a reason, in a rule and in what tools and lists say."""
    factories.saved("KF-2")
    factories.saved("KF-900", **FIELDS)
    stories.save(
        story=factories.document("KF-900", licence="CC0", **FIELDS),
        based_on=1,
        origin="person",
        author=author,
        reason=f"Without {SECRET}",
        now=NOW,
    )
    link = StoryLink("KF-900", "detects", "f1", note=f"Where {SECRET} was")
    name = f"no-{IN_ADDRESSES}"
    rule_factories.saved(
        rule_factories.manifest_rule(stories=(link,), message=f"Beware of {SECRET}.", name=name)
    )
    factories.sighting(Incident.objects.get(ref="KF-900"), author, external_id=SECRET, name=f"On{SECRET}")
    check = folder.RecordedCheck("harbour-check", "KF-900", "detects", note=f"Finds {SECRET}")
    tools.replace(tool=folder.ToolFile("harbour-lint", (check,)), now=NOW)
    unseen = record.NoDetectionReason("KF-900", f"Nobody sees {SECRET}")
    tools.replace_no_detection(entries=[unseen], now=NOW)
    reviewing.comments.write(
        incident=Incident.objects.get(ref="KF-900"),
        text=f"Is {SECRET} ours?",
        anchor="",
        thread=None,
        key=UUID(int=900),
        actor=author,
        at=NOW,
    )
    reviewing.verdicts.give(
        incident=Incident.objects.get(ref="KF-900"),
        verdict=ReviewVerdict.CHANGES_REQUESTED,
        words=f"Remove {SECRET}.",
        based_on=2,
        actor=author,
        at=NOW,
    )


def erase(author: User, **options: Any) -> erasing.Traces:
    chosen = {"ref": "KF-900", "words": WORDS, "reason": "A token was pasted.", "now": LATER} | options
    return erasure.erase(author=author, **chosen)


def rows() -> Iterator[tuple[str, str]]:
    """Each row of each table as text, vectors of the search among them, with the name of its table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name)"
            " FROM information_schema.tables WHERE table_type = 'BASE TABLE'"
            " AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT whole::text FROM {table} AS whole")
            yield from ((table, text) for (text,) in cursor.fetchall())


def tables_with(word: str) -> set[str]:
    return {table for table, row in rows() if word.lower() in row.lower()}
