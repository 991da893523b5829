import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0010_overpayment"),
    ]

    operations = [
        migrations.AddField(
            model_name="bill",
            name="cases",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), default=list, size=None
            ),
        ),
        migrations.AddIndex(
            model_name="bill",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["cases"], name="payments_bill_cases"
            ),
        ),
    ]
