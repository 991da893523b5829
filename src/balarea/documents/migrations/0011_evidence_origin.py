from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("documents", "0010_texts_by_language"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="evidence",
            name="origin",
            field=models.CharField(
                choices=[
                    ("UPLOADED", "UPLOADED"),
                    ("ISSUED", "ISSUED"),
                    ("REUSED", "REUSED"),
                ],
                default="UPLOADED",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="origin_number",
            field=models.CharField(blank=True, default="", max_length=80),
        ),
        migrations.AddField(
            model_name="evidence",
            name="first_added_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=Q(("origin", "UPLOADED"), ("origin_number", ""))
                | (~Q(("origin", "UPLOADED")) & ~Q(("origin_number", ""))),
                name="documents_evidence_copy_has_origin",
            ),
        ),
    ]
