from django.db import migrations, models

# By `SearchEntry` row: its label sets, and below zero its organisation; zero is none.
VALUES = """
SELECT status, visibility, {sign} AS change, unnest(
    ARRAY[components_id, failure_modes_id, effects_id, traits_id, coalesce(-organisation_id, 0)]::bigint[]
) AS value FROM {rows}
"""
CAME = VALUES.format(sign=1, rows="came")
WENT = VALUES.format(sign=-1, rows="went")
INSERT = """
INSERT INTO incidents_tally (status, visibility, value, change)
SELECT status, visibility, value, sum(change) FROM ({changes}) AS told
GROUP BY status, visibility, value HAVING sum(change) <> 0;
"""
FUNCTION = """
CREATE FUNCTION incidents_tally_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN {came}
    ELSIF TG_OP = 'DELETE' THEN {went}
    ELSE {both}
    END IF;
    RETURN NULL;
END
$$;
""".format(
    came=INSERT.format(changes=CAME),
    went=INSERT.format(changes=WENT),
    both=INSERT.format(changes=f"{CAME} UNION ALL {WENT}"),
)
TRIGGER = """
CREATE TRIGGER entries_are_tallied_on_{event} AFTER {event} ON incidents_searchentry
    REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION incidents_tally_entries();
"""
CREATE = FUNCTION + "".join(
    TRIGGER.format(event=event, rows=rows)
    for event, rows in {
        "insert": "NEW TABLE AS came",
        "update": "OLD TABLE AS went NEW TABLE AS came",
        "delete": "OLD TABLE AS went",
    }.items()
)
DROP = """
DROP TRIGGER entries_are_tallied_on_insert ON incidents_searchentry;
DROP TRIGGER entries_are_tallied_on_update ON incidents_searchentry;
DROP TRIGGER entries_are_tallied_on_delete ON incidents_searchentry;
DROP FUNCTION incidents_tally_entries();
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0003_search_entries")]
    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("status", models.CharField(max_length=17)),
                ("visibility", models.CharField(max_length=12)),
                ("value", models.BigIntegerField()),
                ("change", models.BigIntegerField()),
            ],
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(
                condition=models.Q(("is_open", False)),
                fields=["visibility"],
                name="entry_not_open",
            ),
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
