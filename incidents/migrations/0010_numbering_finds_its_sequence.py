from django.db import migrations


class Migration(migrations.Migration):
    """The trigger works in a session with any search path, such as that of a restore of data alone."""

    dependencies = [("incidents", "0009_attempts_to_sign_in_are_quotas")]
    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION incidents_number_change() SET search_path FROM CURRENT",
            "ALTER FUNCTION incidents_number_change() RESET search_path",
        )
    ]
