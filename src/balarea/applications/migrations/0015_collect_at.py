from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0014_tracking_keyed"),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="collect_at",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
    ]
