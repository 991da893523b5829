from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0006_proof_sealed"),
    ]

    operations = [
        migrations.AddField(
            model_name="bill",
            name="reminded_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="bill",
            index=models.Index(
                name="payments_bill_left_unpaid",
                fields=["closed_at"],
                condition=Q(state="EXPIRED"),
            ),
        ),
    ]
