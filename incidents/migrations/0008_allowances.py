from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0007_entries_say_when_they_changed")]
    operations = [
        migrations.CreateModel(
            name="Allowance",
            fields=[
                ("client", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("full_at", models.DateTimeField()),
                ("refused", models.BooleanField(db_default=False)),
            ],
        ),
        migrations.RunSQL(
            "ALTER TABLE incidents_allowance SET UNLOGGED", "ALTER TABLE incidents_allowance SET LOGGED"
        ),
    ]
