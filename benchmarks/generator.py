"""Fills an empty database with generated stories: `python -m benchmarks.part generator 100000`.

A corpus larger than a block repeats the block; see `benchmarks.multiplication`.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper

from benchmarks.corpus import ORGANISATIONS, PROBES, Corpus, Made, document, fillers
from benchmarks.multiplication import BLOCK, multiply
from incidents.domain import catalogue
from incidents.models import SearchEntry

CATALOGUE = Path(__file__).resolve().parent.parent / "fixtures"
BATCH = 20_000

INCIDENTS = (
    "COPY incidents_incident (id, ref, uuid, slug, kind, title, summary, organisation_id, status, "
    "visibility, severity, severity_basis, environment, trigger, detection, occurred_start, "
    "occurred_precision, occurred_on, revision_id, revision_number, highest_anchors, rendered, "
    "rendered_by, created_at, modified_at, published_at) FROM STDIN"
)
REVISIONS = (
    "COPY incidents_revision (id, incident_id, number, document, origin, reason, created_at) FROM STDIN"
)
ENTRIES = (
    "COPY incidents_searchentry (incident_id, status, visibility, organisation_id, components_id, "
    "failure_modes_id, effects_id, traits_id, appeared_at, modified_at, occurred_on, prefix, number, words) "
    "FROM STDIN"
)
NULL = "\\N"


def line(*values: object) -> str:
    """A line of COPY; the generated texts contain no tab, line end or backslash."""
    return "\t".join([NULL if value is None else str(value) for value in values]) + "\n"


class Labels:
    """Numbers label sets in the order of their first use."""

    def __init__(self) -> None:
        self.number_of: dict[tuple[str, ...], int] = {}

    def number(self, labels: list[str]) -> int:
        return self.number_of.setdefault(tuple(sorted(labels)), len(self.number_of) + 1)


def fill(size: int) -> None:
    call_command("migrate", verbosity=0)
    labels = Labels()
    corpus = Corpus(catalogue.load_terms(path=CATALOGUE / "terms.yaml"), stems=_stems())
    indexes = SearchEntry._meta.indexes
    with connection.schema_editor() as editor:
        for index in indexes:
            editor.remove_index(SearchEntry, index)
    _copy_all(corpus, labels, min(size, BLOCK))
    _copy_labels(labels)
    multiply(max(1, size // BLOCK))
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
    with connection.schema_editor() as editor:
        for index in indexes:
            editor.add_index(SearchEntry, index)
    with connection.cursor() as cursor:
        for name in (
            "incidents_incident",
            "incidents_organisation",
            "incidents_revision",
            "incidents_labelset",
        ):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}")
        cursor.execute("VACUUM (ANALYZE)")


def _stems() -> dict[str, str]:
    every = [*fillers(), *(probe.word for probe in PROBES)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, (ts_lexize('english_stem', word))[1] FROM unnest(%s::text[]) AS word", [every]
        )
        return {word: stem for word, stem in cursor.fetchall() if word != stem}


def _copy_all(corpus: Corpus, labels: Labels, size: int) -> None:
    made = corpus.stories(size)
    with connection.cursor() as cursor:
        # Foreign keys hold by construction; checking millions of them takes minutes.
        cursor.execute("SET session_replication_role = replica")
        organisations = (line(n + 1, f"Organisation {n}", f"organisation-{n}") for n in range(ORGANISATIONS))
        _copy(cursor, "COPY incidents_organisation (id, name, slug) FROM STDIN", organisations)
        while batch := list(islice(made, BATCH)):
            _copy(cursor, INCIDENTS, map(_incident, batch))
            _copy(cursor, REVISIONS, map(_revision, batch))
            _copy(cursor, ENTRIES, (_entry(story, labels) for story in batch))
            print(f"{batch[-1].number:,} stories", flush=True)
        cursor.execute("SET session_replication_role = origin")


def _copy_labels(labels: Labels) -> None:
    def lines() -> Iterator[str]:
        for label_set, number in labels.number_of.items():
            yield line(
                number, sha256("\n".join(label_set).encode()).hexdigest(), "{" + ",".join(label_set) + "}"
            )

    with connection.cursor() as cursor:
        _copy(cursor, "COPY incidents_labelset (id, digest, labels) FROM STDIN", lines())
    print(f"{len(labels.number_of):,} label sets", flush=True)


def _copy(cursor: CursorWrapper, command: str, lines: Iterable[str]) -> None:
    with cursor.copy(command) as copy:
        copy.write("".join(lines))


def _incident(story: Made) -> str:
    organisation = None if story.organisation is None else story.organisation + 1
    occurred = story.occurred or ""
    precision = "day" if story.occurred else "unknown"
    head = (story.number, f"GEN-{story.number}", story.uuid, f"gen-{story.number}", story.kind, story.title)
    facets = (story.severity, "stated", "production", story.trigger, "unknown", occurred, precision)
    rest = (story.number, 1, '{"s": 1}', f'{{"summary": "<p>{story.texts[0]}</p>"}}', 1)
    times = (story.published, story.published, story.published)
    return line(
        *head, story.title, organisation, "published", "public", *facets, story.occurred, *rest, *times
    )


def _revision(story: Made) -> str:
    return line(story.number, story.number, 1, document(story), "catalogue", "", story.published)


def _entry(story: Made, labels: Labels) -> str:
    year = story.occurred.year if story.occurred else "unknown"
    above = {step for name in story.components for step in (name, name.split("/")[0])}
    traits = [f"kind:{story.kind}", f"severity:{story.severity}", f"trigger:{story.trigger}", f"year:{year}"]
    return line(
        story.number,
        "published",
        "public",
        None if story.organisation is None else story.organisation + 1,
        labels.number([f"component:{name}" for name in above or {"unknown"}]),
        labels.number([f"failure_mode:{name}" for name in story.failure_modes or {"unknown"}]),
        labels.number([f"effect:{name}" for name in story.effects or {"unknown"}]),
        labels.number([*traits, "has_rule:no"]),
        story.published,
        story.published,
        story.occurred,
        "GEN",
        story.number,
        story.words,
    )


def main(size: str) -> None:
    fill(int(size))
