"""Makes large corpora by copying every story of a block under new references.

Copies repeat the texts, but take their facets from other stories of the block.
"""

from django.db import connection

BLOCK = 100_000
STEP = 7_919
"""Copy number k of a story takes the facets of the story k times as many positions further on."""

INCIDENT = """
INSERT INTO incidents_incident (id, ref, uuid, slug, kind, title, summary, organisation_id, status,
    visibility,
    severity, severity_basis, environment, trigger, detection, occurred_start,
    occurred_on, reported_at, durations,
    revision_id, revision_number, highest_anchors, rendered, rendered_by, created_at, modified_at,
    published_at)
SELECT own.id + %(add)s::bigint, 'GEN-' || (own.id + %(add)s::bigint),
    ('00000000-0000-0000-0000-' || lpad(to_hex(own.id + %(add)s::bigint), 12, '0'))::uuid,
    'gen-' || (own.id + %(add)s::bigint),
    other.kind, own.title, own.summary, other.organisation_id, own.status, own.visibility,
    other.severity, own.severity_basis, own.environment, other.trigger, own.detection, other.occurred_start,
    other.occurred_on, own.reported_at, own.durations, own.id + %(add)s::bigint, 1, own.highest_anchors,
    own.rendered,
    own.rendered_by, own.created_at, own.modified_at, own.published_at + %(copy)s::int * interval '1 minute'
FROM incidents_incident AS own
    JOIN incidents_incident AS other ON other.id = (own.id + %(copy)s::bigint * %(step)s) %% %(block)s + 1
WHERE own.id <= %(block)s
"""
REVISION = """
INSERT INTO incidents_revision (id, incident_id, number, document, origin, reason, created_at)
SELECT id + %(add)s::bigint, incident_id + %(add)s::bigint, number, document, origin, reason, created_at
FROM incidents_revision WHERE id <= %(block)s
"""
ENTRY = """
INSERT INTO incidents_searchentry (incident_id, status, visibility, organisation_id, labels, components,
    failure_modes, appeared_at, modified_at, dated_on, prefix, number)
SELECT own.incident_id + %(add)s::bigint, own.status, own.visibility, other.organisation_id, other.labels,
    other.components, other.failure_modes, own.appeared_at + %(copy)s::int * interval '1 minute',
    own.modified_at, other.dated_on, own.prefix, own.number + %(add)s::int
FROM incidents_searchentry AS own
    JOIN incidents_searchentry AS other ON other.incident_id = (own.incident_id + %(copy)s::bigint *
    %(step)s) %% %(block)s + 1
WHERE own.incident_id <= %(block)s
"""


def multiply(times: int) -> None:
    """Multiplies the existing block to `times` blocks."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for copy in range(1, times):
            values = {"add": copy * BLOCK, "copy": copy, "step": STEP, "block": BLOCK}
            for statement in (INCIDENT, REVISION, ENTRY):
                cursor.execute(statement, values)
            print(f"{(copy + 1) * BLOCK:,} stories", flush=True)
        cursor.execute("SET session_replication_role = origin")
