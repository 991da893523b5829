from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0008_expired_moved"),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="kind",
            field=models.CharField(
                choices=[
                    ("CODE", "CODE"),
                    ("DRAFT_SAVED", "DRAFT_SAVED"),
                    ("RECEIVED", "RECEIVED"),
                    ("BILL", "BILL"),
                    ("BILL_EXPIRED", "BILL_EXPIRED"),
                    ("UNPAID", "UNPAID"),
                    ("PAID", "PAID"),
                    ("SURPLUS", "SURPLUS"),
                    ("REFUNDED", "REFUNDED"),
                    ("RETURNED", "RETURNED"),
                    ("REMINDED", "REMINDED"),
                    ("AMENDED", "AMENDED"),
                    ("UNANSWERED", "UNANSWERED"),
                    ("COMPLETE", "COMPLETE"),
                    ("DUE_MOVED", "DUE_MOVED"),
                    ("INSPECTION", "INSPECTION"),
                    ("DECIDED", "DECIDED"),
                    ("REFUSED", "REFUSED"),
                    ("ISSUED", "ISSUED"),
                    ("WITHDRAWN", "WITHDRAWN"),
                    ("REVOKED", "REVOKED"),
                ],
                max_length=12,
            ),
        ),
    ]
