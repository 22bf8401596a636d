import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Words of a revision can be erased. Whoever erases says so for the length of the transaction; all else of the
# row stays as it is, and nothing is deleted.
YIELD = """
CREATE OR REPLACE FUNCTION incidents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('soundings.erasing', true) = 'on'
        AND (NEW.id, NEW.incident_id, NEW.number, NEW.author_id, NEW.origin, NEW.created_at)
            IS NOT DISTINCT FROM (OLD.id, OLD.incident_id, OLD.number, OLD.author_id, OLD.origin, OLD.created_at)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'revision % of story % is never changed and never deleted', OLD.number, OLD.incident_id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'revision_is_immutable';
END
$$;
CREATE OR REPLACE FUNCTION incidents_refuse_change_of_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('soundings.erasing', true) = 'on'
        AND (NEW.id, NEW.rule_id, NEW.number, NEW.author_id, NEW.origin, NEW.created_at)
            IS NOT DISTINCT FROM (OLD.id, OLD.rule_id, OLD.number, OLD.author_id, OLD.origin, OLD.created_at)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'revision % of rule % is never changed and never deleted', OLD.number, OLD.rule_id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rule_revision_is_immutable';
END
$$;
"""
REFUSE = """
CREATE OR REPLACE FUNCTION incidents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'revision % of story % is never changed and never deleted', OLD.number, OLD.incident_id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'revision_is_immutable';
END
$$;
CREATE OR REPLACE FUNCTION incidents_refuse_change_of_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'revision % of rule % is never changed and never deleted', OLD.number, OLD.rule_id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rule_revision_is_immutable';
END
$$;
"""
APPEND_ONLY = """
CREATE FUNCTION incidents_keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entry % of the audit log is never changed and never deleted', OLD.id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'audit_is_append_only';
END
$$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON incidents_auditentry
    FOR EACH ROW EXECUTE FUNCTION incidents_keep_audit();
"""
DROP = """
DROP TRIGGER audit_is_append_only ON incidents_auditentry;
DROP FUNCTION incidents_keep_audit();
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0010_numbering_finds_its_sequence")]
    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True)),
                ("action", models.CharField(max_length=40)),
                ("target", models.CharField(max_length=200)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("address", models.GenericIPAddressField(null=True)),
                ("details", models.JSONField(default=dict)),
                ("actor", models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                )),
            ],
            options={
                "constraints": [models.CheckConstraint(
                    condition=models.Q(("action__regex", "^[a-z]+(\\.[a-z]+)*$")), name="audit_action_is_plain"
                )],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, DROP),
        migrations.RunSQL(YIELD, REFUSE),
    ]
