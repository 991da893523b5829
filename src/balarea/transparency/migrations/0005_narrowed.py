from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("transparency", "0004_not_fooled"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["type", "id"], name="transparency_by_type"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["agency", "id"], name="transparency_by_agency"),
        ),
    ]
