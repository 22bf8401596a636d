"""Fills an empty database with generated stories: `python -m benchmarks.part generator 100000`.

A corpus larger than a block repeats the block; see `benchmarks.multiplication`.
"""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from time import perf_counter

from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper

from benchmarks.corpus import ORGANISATIONS, Corpus, Made, document
from benchmarks.multiplication import BLOCK, multiply
from incidents.domain import catalogue
from incidents.domain.search import UNKNOWN, index
from incidents.models import SearchEntry

CATALOGUE = Path(__file__).resolve().parent.parent / "fixtures"
BATCH = 20_000

INCIDENTS = (
    "COPY incidents_incident (id, ref, uuid, slug, kind, title, summary, organisation_id, status, "
    "visibility, severity, severity_basis, environment, trigger, detection, occurred_start, "
    "reported_at, durations, occurred_on, revision_id, revision_number, highest_anchors, rendered, "
    "rendered_by, created_at, modified_at, published_at) FROM STDIN"
)
REVISIONS = (
    "COPY incidents_revision (id, incident_id, number, document, origin, reason, created_at) FROM STDIN"
)
ENTRIES = (
    "COPY incidents_searchentry (incident_id, status, visibility, organisation_id, labels, components, "
    "failure_modes, appeared_at, modified_at, dated_on, prefix, number) FROM STDIN"
)
NULL = "\\N"


def line(*values: object) -> str:
    """A line of COPY; the generated texts contain no tab, line end or backslash."""
    return "\t".join([NULL if value is None else str(value) for value in values]) + "\n"


def array(values: Iterable[str]) -> str:
    return "{" + ",".join(values) + "}"


def fill(size: int) -> None:
    call_command("migrate", verbosity=0)
    corpus = Corpus(catalogue.load_terms(path=CATALOGUE / "terms.yaml"))
    indexes = SearchEntry._meta.indexes
    with connection.schema_editor() as editor:
        for each in indexes:
            editor.remove_index(SearchEntry, each)
    _copy_all(corpus, min(size, BLOCK))
    multiply(max(1, size // BLOCK))
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
    with connection.schema_editor() as editor:
        for each in indexes:
            editor.add_index(SearchEntry, each)
    with connection.cursor() as cursor:
        for name in ("incidents_incident", "incidents_organisation", "incidents_revision"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}")
        cursor.execute("VACUUM (ANALYZE)")
    start = perf_counter()
    index.build()
    print(f"index built in {perf_counter() - start:,.0f} s", flush=True)


def _copy_all(corpus: Corpus, size: int) -> None:
    made = corpus.stories(size)
    with connection.cursor() as cursor:
        # Foreign keys hold by construction; checking millions of them takes minutes.
        cursor.execute("SET session_replication_role = replica")
        organisations = (line(n + 1, f"Organisation {n}", f"organisation-{n}") for n in range(ORGANISATIONS))
        _copy(cursor, "COPY incidents_organisation (id, name, slug) FROM STDIN", organisations)
        while batch := list(islice(made, BATCH)):
            _copy(cursor, INCIDENTS, map(_incident, batch))
            _copy(cursor, REVISIONS, map(_revision, batch))
            _copy(cursor, ENTRIES, map(_entry, batch))
            print(f"{batch[-1].number:,} stories", flush=True)
        cursor.execute("SET session_replication_role = origin")


def _copy(cursor: CursorWrapper, command: str, lines: Iterable[str]) -> None:
    with cursor.copy(command) as copy:
        copy.write("".join(lines))


def _incident(story: Made) -> str:
    organisation = None if story.organisation is None else story.organisation + 1
    occurred = story.occurred or ""
    head = (story.number, f"GEN-{story.number}", story.uuid, f"gen-{story.number}", story.kind, story.title)
    facets = (story.severity, "stated", "production", story.trigger, "unknown", occurred, "", "{}")
    rest = (story.number, 1, '{"s": 1}', f'{{"summary": "<p>{story.texts[0]}</p>"}}', 1)
    times = (story.published, story.published, story.published)
    return line(
        *head, story.title, organisation, "published", "public", *facets, story.occurred, *rest, *times
    )


def _revision(story: Made) -> str:
    return line(story.number, story.number, 1, document(story), "catalogue", "", story.published)


def _entry(story: Made) -> str:
    year = story.occurred.year if story.occurred else UNKNOWN
    above = {step for name in story.components for step in (name, name.split("/")[0])}
    labels = [
        *(f"component:{name}" for name in above or {UNKNOWN}),
        *(f"failure_mode:{name}" for name in story.failure_modes or {UNKNOWN}),
        *(f"effect:{name}" for name in story.effects or {UNKNOWN}),
        f"kind:{story.kind}",
        f"severity:{story.severity}",
        f"trigger:{story.trigger}",
        f"year:{year}",
        "environment:production",
        *(
            f"{facet}:{UNKNOWN}"
            for facet in ("lasted", "technology", "scope", "detection", "region", "source")
        ),
        "has_rule:no",
    ]
    return line(
        story.number,
        "published",
        "public",
        None if story.organisation is None else story.organisation + 1,
        array(labels),
        array(story.components),
        array(story.failure_modes),
        story.published,
        story.published,
        story.occurred,
        "GEN",
        story.number,
    )


def main(size: str) -> None:
    fill(int(size))
