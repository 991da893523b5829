from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0013_check_promised"),
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
