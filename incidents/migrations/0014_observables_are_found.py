from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0013_search_index")]

    operations = [
        migrations.AddIndex(
            "symptom",
            models.Index(
                fields=["incident"], condition=~models.Q(observable=""), name="symptom_with_observable"
            ),
        ),
    ]
