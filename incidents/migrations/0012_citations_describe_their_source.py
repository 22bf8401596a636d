import json
import re
from hashlib import sha256

from django.db import migrations, models

SLUG_LENGTH = 80
KINDS = (
    "talk_video",
    "slides",
    "article",
    "postmortem",
    "issue",
    "pull_request",
    "documentation",
    "status_page",
    "other",
)
FIELDS = {
    "kind": models.CharField(max_length=13, default="other"),
    "title": models.CharField(max_length=300, default=""),
    "url": models.CharField(max_length=2000, blank=True, default=""),
    "archive_url": models.CharField(max_length=2000, blank=True, default=""),
    "publisher": models.CharField(max_length=300, blank=True, default=""),
    "venue": models.CharField(max_length=300, blank=True, default=""),
    "authors": models.JSONField(default=list),
    "published": models.CharField(max_length=30, blank=True, default=""),
}


def describe(apps, _schema_editor):
    """Gives each citation the words of its own story; those of the source, where its document has none."""
    Citation = apps.get_model("incidents", "Citation")
    rows = Citation.objects.select_related("source", "incident__revision").order_by("pk")
    for citation in rows.iterator(chunk_size=200):
        source, revision = citation.source, citation.incident.revision
        told = json.loads(revision.document).get("sources", []) if revision else []
        own = told[citation.position] if citation.position < len(told) else {}
        own = own if own.get("title") else {name: getattr(source, name) for name in FIELDS}
        for name in FIELDS:
            setattr(citation, name, own.get(name) or ([] if name == "authors" else ""))
        if isinstance(citation.published, dict):
            citation.published = citation.published.get("date") or ""
        citation.save(update_fields=list(FIELDS))


def name_by_key(apps, _schema_editor):
    """The address follows from the key, no longer from what one of the stories says."""
    Source = apps.get_model("incidents", "Source")
    for source in Source.objects.order_by("pk").iterator():
        words = re.sub("[^A-Za-z0-9]+", "-", source.key.removeprefix("https://")).lower()
        digest = sha256(source.key.encode()).hexdigest()
        source.slug = f"{words[:SLUG_LENGTH]}-{digest[:8]}".replace("--", "-").strip("-")
        source.save(update_fields=["slug"])


class Migration(migrations.Migration):
    """What is said of a source belongs to each story that cites it."""

    dependencies = [("incidents", "0011_audit_log_and_erasing")]
    operations = [
        *[
            migrations.AddField("citation", name, field, preserve_default=name == "authors")
            for name, field in FIELDS.items()
        ],
        migrations.RunPython(describe),
        migrations.RunPython(name_by_key),
        migrations.AddConstraint(
            "citation",
            models.CheckConstraint(
                condition=models.Q(kind__in=KINDS),
                name="citation_kind_is_known",
                violation_error_message=f"kind has to be one of: {', '.join(KINDS)}.",
            ),
        ),
        migrations.RemoveConstraint("source", "source_kind_is_known"),
        *[migrations.RemoveField("source", name) for name in FIELDS],
    ]
