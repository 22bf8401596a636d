from django.db import migrations

# The tables of a library that kept names and addresses of everybody who failed to sign in. An older checkout
# has them; so it has the permissions over them, which anybody could still be given.
DROP = """
DROP TABLE IF EXISTS axes_accessattemptexpiration, axes_accessattempt, axes_accessfailurelog, axes_accesslog CASCADE;
DELETE FROM django_migrations WHERE app = 'axes';
DELETE FROM incidents_user_user_permissions WHERE permission_id IN (
    SELECT auth_permission.id FROM auth_permission
    JOIN django_content_type ON django_content_type.id = auth_permission.content_type_id
    WHERE django_content_type.app_label = 'axes'
);
DELETE FROM auth_permission WHERE content_type_id IN (
    SELECT id FROM django_content_type WHERE app_label = 'axes'
);
DELETE FROM django_admin_log WHERE content_type_id IN (
    SELECT id FROM django_content_type WHERE app_label = 'axes'
);
DELETE FROM django_content_type WHERE app_label = 'axes';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0008_allowances"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunSQL(DROP, migrations.RunSQL.noop)]
