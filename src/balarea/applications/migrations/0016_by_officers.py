from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0015_collect_at"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="statuschange",
            index=models.Index(
                condition=models.Q(("actor_kind", "OFFICER")),
                fields=["actor", "-at"],
                name="changes_by_officers",
            ),
        ),
    ]
