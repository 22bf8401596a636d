from importlib import import_module

from django.db import migrations, models

from incidents.models.search_entry import NextChange

TALLIES = import_module("incidents.migrations.0004_tallies")
COUNT_AGAIN = TALLIES.INSERT.format(changes=TALLIES.VALUES.format(sign=1, rows="incidents_searchentry"))

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
        migrations.RunSQL(TALLIES.DROP, COUNT_AGAIN + TALLIES.CREATE),
        migrations.DeleteModel(name="Tally"),
        migrations.RunSQL("CREATE SEQUENCE incidents_entry_change", "DROP SEQUENCE incidents_entry_change"),
        migrations.AddField(
            model_name="searchentry",
            name="change",
            field=models.BigIntegerField(db_default=NextChange()),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(fields=["change"], name="entry_by_number_of_change"),
        ),
        migrations.RunSQL(NUMBER_CHANGES, LEAVE_CHANGES),
    ]
