import django.db.models.deletion
from django.db import migrations, models

# What a source reports of its actions is not the work of the people here, and gets a name of its own.
# Nobody knows whether what was in progress then is done by now; version 2 of the document says so.
NO_LONGER_IN_PROGRESS = """
UPDATE incidents_reportedaction SET status = 'open' WHERE status = 'in_progress';
SET CONSTRAINTS ALL IMMEDIATE;
"""
FILL_REPORTED_AT = """
UPDATE incidents_incident AS incident SET reported_at = cited.published
FROM (
    SELECT DISTINCT ON (incident_id) incident_id, published FROM incidents_citation
    WHERE published <> '' ORDER BY incident_id, role <> 'primary', published
) AS cited
WHERE cited.incident_id = incident.id;
SET CONSTRAINTS ALL IMMEDIATE;
"""
OUTCOMES = ("worked", "partial", "failed", "made_worse", "reverted", "planned", "unknown")
SOURCES = (
    *("talk_video", "slides", "article", "postmortem", "issue", "pull_request", "documentation"),
    *("status_page", "regulator_report", "forum_post", "newsletter", "book", "other"),
)
STATUSES = ("open", "done", "dropped", "unknown")
TYPES = ("detect", "prevent", "mitigate", "process", "document", "investigate", "other")


def one_of(field: str, words: tuple[str, ...], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=models.Q(**{f"{field}__in": words}),
        violation_error_message=f"{field} has to be one of: {', '.join(words)}.",
    )


class Migration(migrations.Migration):
    dependencies = [("incidents", "0014_observables_are_found")]

    operations = [
        migrations.RemoveConstraint("action", "action_anchor_is_unique_in_story"),
        migrations.RemoveConstraint("action", "action_type_is_known"),
        migrations.RemoveConstraint("action", "action_status_is_known"),
        migrations.RenameModel("Action", "ReportedAction"),
        migrations.RunSQL(NO_LONGER_IN_PROGRESS),
        migrations.AlterField(
            "reportedaction",
            "incident",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="%(class)ss",
                to="incidents.incident",
            ),
        ),
        migrations.AlterField("reportedaction", "status", models.CharField(max_length=7)),
        migrations.AddConstraint(
            "reportedaction",
            models.UniqueConstraint(
                fields=["incident", "anchor"], name="reportedaction_anchor_is_unique_in_story"
            ),
        ),
        migrations.AddConstraint("reportedaction", one_of("type", TYPES, "reportedaction_type_is_known")),
        migrations.AddConstraint(
            "reportedaction", one_of("status", STATUSES, "reportedaction_status_is_known")
        ),
        migrations.RemoveConstraint("incident", "incident_precision_is_known"),
        migrations.RemoveField("incident", "occurred_precision"),
        migrations.AlterField("incident", "occurred_start", models.CharField(blank=True, max_length=40)),
        migrations.AddField("incident", "durations", models.JSONField(default=dict)),
        migrations.AddField("incident", "reported_at", models.CharField(blank=True, max_length=40)),
        migrations.RemoveConstraint("citation", "citation_kind_is_known"),
        migrations.AlterField("citation", "kind", models.CharField(max_length=16)),
        migrations.AlterField("citation", "published", models.CharField(blank=True, max_length=40)),
        migrations.AddConstraint("citation", one_of("kind", SOURCES, "citation_kind_is_known")),
        migrations.RunSQL(FILL_REPORTED_AT),
        migrations.RemoveConstraint("fix", "fix_outcome_is_known"),
        migrations.AlterField("fix", "outcome", models.CharField(max_length=10)),
        migrations.AddConstraint("fix", one_of("outcome", OUTCOMES, "fix_outcome_is_known")),
        migrations.AlterField("timelineevent", "at", models.CharField(blank=True, max_length=40)),
    ]
