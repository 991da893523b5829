from django.db import migrations, models


class Migration(migrations.Migration):
    """How a service ends and who takes its fee, for lists; publishing writes it."""

    dependencies = [("catalogue", "0008_texts_by_language")]

    operations = [
        migrations.AddField(
            "service", "way", models.CharField(default="DECIDE", max_length=10)
        ),
        migrations.AddField("service", "is_billed", models.BooleanField(default=True)),
    ]
