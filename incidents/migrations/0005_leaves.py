import django.contrib.postgres.fields
from django.db import migrations, models

CREATE = """
CREATE FUNCTION incidents_leaves(labels varchar[]) RETURNS varchar[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    WITH told AS (
        SELECT substr(label, strpos(label, ':') + 1)::varchar AS slug, place
        FROM unnest(labels) WITH ORDINALITY AS one(label, place)
    )
    SELECT coalesce(array_agg(slug ORDER BY place), '{}'::varchar[]) FROM told
    WHERE slug <> 'unknown' AND NOT EXISTS (
        SELECT 1 FROM told AS other WHERE starts_with(other.slug, told.slug || '/')
    )
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('incidents', '0004_tallies'),
    ]

    operations = [
        migrations.RunSQL(CREATE, "DROP FUNCTION incidents_leaves(varchar[])"),
        migrations.AddField(
            model_name='labelset',
            name='leaves',
            field=models.GeneratedField(db_persist=True, expression=models.Func('labels', function='incidents_leaves', output_field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), size=None)), output_field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), size=None)),
        ),
    ]
