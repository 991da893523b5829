from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0010_grounds"),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="was_checked_late",
            field=models.BooleanField(default=False),
        ),
    ]
