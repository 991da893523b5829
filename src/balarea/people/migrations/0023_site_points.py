from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0022_guard_account_links"),
    ]

    operations = [
        migrations.AddField(
            model_name="site",
            name="latitude",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="site",
            name="longitude",
            field=models.FloatField(null=True),
        ),
    ]
