from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0012_positions_in_english"),
    ]

    operations = [
        migrations.AddField(
            model_name="filing",
            name="check_due_on",
            field=models.DateField(null=True),
        ),
    ]
