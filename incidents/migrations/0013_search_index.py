import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

# What search knew of a story is now in an index beside the database, which is built from the documents.
# A table whose foreign keys are still to be checked cannot be altered: each filling has its own checked at once.
FILL_LABELS = """
UPDATE incidents_searchentry AS entry
SET labels = components.labels || modes.labels || effects.labels || traits.labels
FROM incidents_labelset AS components, incidents_labelset AS modes,
    incidents_labelset AS effects, incidents_labelset AS traits
WHERE components.id = entry.components_id AND modes.id = entry.failure_modes_id
    AND effects.id = entry.effects_id AND traits.id = entry.traits_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""
FILL_LEAVES = """
UPDATE incidents_searchentry SET
    components = incidents_leaves(
        ARRAY(SELECT label FROM unnest(labels) AS label WHERE starts_with(label, 'component:'))
    ),
    failure_modes = incidents_leaves(
        ARRAY(SELECT label FROM unnest(labels) AS label WHERE starts_with(label, 'failure_mode:'))
    );
SET CONSTRAINTS ALL IMMEDIATE;
"""
NARROW_NO_MORE = """
ALTER TABLE incidents_searchentry DROP COLUMN ballast;
ALTER TABLE incidents_searchentry RESET (toast_tuple_target);
"""


def labels() -> django.contrib.postgres.fields.ArrayField:
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.CharField(max_length=120), default=list, size=None
    )


class Migration(migrations.Migration):
    dependencies = [("incidents", "0012_citations_describe_their_source")]
    operations = [
        migrations.AddField("searchentry", "labels", labels()),
        migrations.RunSQL(FILL_LABELS),
        migrations.RemoveIndex("searchentry", "entry_by_words"),
        migrations.RemoveIndex("searchentry", "entry_by_names"),
        *(
            migrations.RemoveField("searchentry", name)
            for name in ("words", "components", "failure_modes", "effects", "traits")
        ),
        migrations.AddField("searchentry", "components", labels()),
        migrations.AddField("searchentry", "failure_modes", labels()),
        migrations.RunSQL(FILL_LEAVES),
        migrations.AddIndex(
            "searchentry",
            django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["labels"], name="entry_by_labels"
            ),
        ),
        migrations.DeleteModel("LabelSet"),
        migrations.RunSQL("DROP FUNCTION incidents_leaves(varchar[])"),
        migrations.RunSQL(NARROW_NO_MORE),
    ]
