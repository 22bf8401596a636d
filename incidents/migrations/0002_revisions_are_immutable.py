from django.db import migrations

CREATE = """
CREATE FUNCTION incidents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'revision % of story % is never changed and never deleted', OLD.number, OLD.incident_id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'revision_is_immutable';
END
$$;
CREATE TRIGGER revision_is_immutable BEFORE UPDATE OR DELETE ON incidents_revision
    FOR EACH ROW EXECUTE FUNCTION incidents_refuse_change();
"""

DROP = """
DROP TRIGGER revision_is_immutable ON incidents_revision;
DROP FUNCTION incidents_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
