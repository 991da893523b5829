from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0006_positions_in_english"),
    ]

    operations = [
        migrations.AddField(
            model_name="issueddocument",
            name="signer_until",
            field=models.DateTimeField(null=True),
        ),
    ]
