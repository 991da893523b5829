from django.db import migrations, models


class Migration(migrations.Migration):
    """Whether rules decide where they confirm everything; publishing writes it."""

    dependencies = [("catalogue", "0010_bundles")]

    operations = [
        migrations.AddField(
            "service", "decides", models.CharField(default="OFFICER", max_length=10)
        ),
    ]
