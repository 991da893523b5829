import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0004_not_fooled"),
        ("vault", "0004_not_fooled"),
    ]

    operations = [
        migrations.AddField(
            model_name="surplus",
            name="proof",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="vault.sealed",
            ),
        ),
    ]
