from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0008_numbers_logged"),
    ]

    operations = [
        migrations.AddField(
            model_name="issueddocument",
            name="signer_until",
            field=models.DateTimeField(null=True),
        ),
    ]
