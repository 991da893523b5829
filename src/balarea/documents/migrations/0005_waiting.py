from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_not_fooled"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="issueddocument",
            index=models.Index(
                fields=["id"],
                condition=models.Q(("state", "PREPARED")),
                name="documents_waiting",
            ),
        ),
    ]
