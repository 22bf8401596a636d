from django.db import migrations, models

# 0004 once made these. It no longer does, so only a database that applied the earlier 0004 has them.
DROP_TALLIES = """
DROP FUNCTION IF EXISTS incidents_tally_entries() CASCADE;
DROP TABLE IF EXISTS incidents_tally;
"""
NUMBER_CHANGES = """
CREATE FUNCTION incidents_number_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Who saves has this lock already. It is kept to the end, so that a number is seen only after all below it.
    PERFORM pg_advisory_xact_lock(5190417);
    NEW.change := nextval('incidents_entry_change');
    RETURN NEW;
END
$$;
CREATE TRIGGER changes_are_numbered BEFORE INSERT OR UPDATE ON incidents_searchentry
    FOR EACH ROW EXECUTE FUNCTION incidents_number_change();
CREATE FUNCTION incidents_keep_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the search entry of story % stays as long as the story, which is never deleted', OLD.incident_id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entry_is_kept';
END
$$;
CREATE TRIGGER entry_is_kept BEFORE DELETE ON incidents_searchentry
    FOR EACH ROW EXECUTE FUNCTION incidents_keep_entry();
"""
LEAVE_CHANGES = """
DROP TRIGGER entry_is_kept ON incidents_searchentry;
DROP FUNCTION incidents_keep_entry();
DROP TRIGGER changes_are_numbered ON incidents_searchentry;
DROP FUNCTION incidents_number_change();
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0006_rules")]
    operations = [
        migrations.RunSQL(DROP_TALLIES, migrations.RunSQL.noop),
        migrations.RunSQL("CREATE SEQUENCE incidents_entry_change", "DROP SEQUENCE incidents_entry_change"),
        migrations.AddField(
            model_name="searchentry",
            name="change",
            field=models.BigIntegerField(db_default=models.Func(
                template="nextval('incidents_entry_change')", output_field=models.BigIntegerField()
            )),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(fields=["change"], name="entry_by_number_of_change"),
        ),
        migrations.RunSQL(NUMBER_CHANGES, LEAVE_CHANGES),
    ]
