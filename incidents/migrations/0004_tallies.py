from django.db import migrations, models


class Migration(migrations.Migration):
    """An index. The tallies that gave this migration its name are gone; 0007 drops them where they were made."""

    dependencies = [("incidents", "0003_search_entries")]
    operations = [
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(
                condition=models.Q(("is_open", False)),
                fields=["visibility"],
                name="entry_not_open",
            ),
        ),
    ]
