import balarea.foundation.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0075_filed_content_stays"),
        ("people", "0025_guard_substitutes"),
        ("vault", "0008_access_entries"),
    ]

    operations = [
        migrations.CreateModel(
            name="CovertOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=balarea.foundation.ids.uuid7,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("service", models.CharField(max_length=20)),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("COURT", "COURT"),
                            ("PROSECUTION", "PROSECUTION"),
                            ("SECURITY", "SECURITY"),
                        ],
                        max_length=15,
                    ),
                ),
                ("revealed_on", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[("APPROVED", "APPROVED"), ("REJECTED", "REJECTED")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applications.application",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.officer",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vault.sealed",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.officer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["service", "-at"], name="applications_covert"),
                    models.Index(
                        fields=["application"], name="applications_covert_of_case"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("application",),
                        name="applications_one_covert_proposal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True),
                                ("ended_by__isnull", True),
                                ("ending", ""),
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                models.Q(("ending", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="applications_covert_ending",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_by__isnull", True),
                            models.Q(
                                ("ended_by", models.F("proposed_by")), _negated=True
                            ),
                            _connector="OR",
                        ),
                        name="applications_covert_needs_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NameRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=balarea.foundation.ids.uuid7,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("service", models.CharField(max_length=20)),
                ("access", models.UUIDField(unique=True)),
                ("at", models.DateTimeField()),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[("GIVEN", "GIVEN"), ("REFUSED", "REFUSED")],
                        default="",
                        max_length=10,
                    ),
                ),
                (
                    "refusal",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("SAFETY", "SAFETY"),
                            ("OTHER_PERSON", "OTHER_PERSON"),
                            ("SECURITY", "SECURITY"),
                        ],
                        default="",
                        max_length=15,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applications.application",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.officer",
                    ),
                ),
                (
                    "name",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vault.sealed",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.officer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["service", "at"],
                        name="applications_names_waiting",
                    ),
                    models.Index(
                        fields=["application"], name="applications_names_of_case"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True),
                                ("ended_by__isnull", True),
                                ("ending", ""),
                                ("name__isnull", True),
                                ("refusal", ""),
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                ("ending", "GIVEN"),
                                ("name__isnull", False),
                                ("refusal", ""),
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                ("ending", "REFUSED"),
                                ("name__isnull", True),
                                models.Q(("refusal", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="applications_name_ending",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_by__isnull", True),
                            models.Q(("ended_by", models.F("officer")), _negated=True),
                            _connector="OR",
                        ),
                        name="applications_name_answered_by_another",
                    ),
                ],
            },
        ),
    ]
