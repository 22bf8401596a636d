from django.db import migrations, models
from django.db.models import F

# What the tables know of a story becomes a label now; what only its document knows follows with its next
# save, or when its texts are rendered again, which the hourly task does.
FILL = """
UPDATE incidents_searchentry AS entry SET
    dated_on = coalesce(
        incident.occurred_on,
        CASE WHEN incident.reported_at <> '' THEN
            to_date(rpad(left(incident.reported_at, 10), 10, '-01-01'), 'YYYY-MM-DD')
        END
    ),
    labels = entry.labels
        || ('environment:' || incident.environment)::varchar
        || ('detection:' || incident.detection)::varchar
        || coalesce(scopes.labels, ARRAY['scope:unknown']::varchar[])
        || coalesce(sources.labels, ARRAY['source:unknown']::varchar[])
        || ARRAY['technology:unknown', 'region:unknown', 'lasted:unknown']::varchar[]
FROM incidents_incident AS incident
LEFT JOIN (
    SELECT incident_id, array_agg(DISTINCT ('scope:' || scope)::varchar) AS labels
    FROM incidents_impact WHERE scope <> '' GROUP BY incident_id
) AS scopes ON scopes.incident_id = incident.id
LEFT JOIN (
    SELECT citation.incident_id, array_agg(DISTINCT ('source:' || source.slug)::varchar) AS labels
    FROM incidents_citation AS citation JOIN incidents_source AS source ON source.id = citation.source_id
    GROUP BY citation.incident_id
) AS sources ON sources.incident_id = incident.id
WHERE entry.incident_id = incident.id;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0015_documents_of_version_2")]

    operations = [
        migrations.RemoveIndex("searchentry", "entry_by_occurrence"),
        migrations.RemoveIndex("searchentry", "entry_by_late_occurrence"),
        migrations.RenameField("searchentry", "occurred_on", "dated_on"),
        migrations.AddField("searchentry", "lasted", models.BigIntegerField(null=True)),
        migrations.RunSQL(FILL),
        migrations.AddIndex(
            "searchentry", models.Index("dated_on", "incident", name="entry_by_date")
        ),
        migrations.AddIndex(
            "searchentry",
            models.Index(
                F("dated_on").desc(nulls_last=True), F("incident").desc(), name="entry_by_late_date"
            ),
        ),
        migrations.AddIndex("searchentry", models.Index("lasted", "incident", name="entry_by_duration")),
        migrations.AddIndex(
            "searchentry",
            models.Index(
                F("lasted").desc(nulls_last=True), F("incident").desc(), name="entry_by_long_duration"
            ),
        ),
    ]
