from django.db import migrations, models

from balarea.people.migrations._masking import masked_again


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0007_not_fooled"),
        ("people", "0006_masked_hosts"),
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
        masked_again("notices_message"),
    ]
