import balarea.foundation.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0052_guard_measures"),
        ("people", "0016_residents"),
        ("vault", "0006_texts_by_language"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseNote",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=balarea.foundation.ids.uuid7,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="applications.application",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applications.casenote",
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
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vault.sealed",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["application", "at"], name="applications_notes"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseQuestion",
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
                    "side",
                    models.CharField(
                        choices=[("CITIZEN", "CITIZEN"), ("OFFICE", "OFFICE")],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[("ANSWERED", "ANSWERED"), ("CLOSED", "CLOSED")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "answer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vault.sealed",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="applications.application",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.officer",
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
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vault.sealed",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("side", "CITIZEN")
                        ),
                        fields=["service", "id"],
                        name="applications_unanswered",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("application", "side"),
                        name="applications_one_open_question",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer__isnull", True),
                                ("ended_at__isnull", True),
                                ("ended_by", None),
                                ("ending", ""),
                            ),
                            models.Q(
                                ("answer__isnull", False),
                                ("ended_at__isnull", False),
                                ("ending", "ANSWERED"),
                            ),
                            models.Q(
                                ("answer__isnull", True),
                                ("ended_at__isnull", False),
                                ("ending", "CLOSED"),
                            ),
                            _connector="OR",
                        ),
                        name="applications_question_ending",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TakenNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=balarea.foundation.ids.uuid7,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[("OPENED", "OPENED"), ("HANDED", "HANDED")],
                        max_length=10,
                    ),
                ),
                ("is_by_representative", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applications.application",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="applications.decision",
                    ),
                ),
                (
                    "hand_out",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applications.handout",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("way", "OPENED")),
                        fields=("decision",),
                        name="applications_opened_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("hand_out__isnull", True), ("way", "OPENED")),
                            models.Q(("hand_out__isnull", False), ("way", "HANDED")),
                            _connector="OR",
                        ),
                        name="applications_handed_by_a_hand_out",
                    ),
                ],
            },
        ),
    ]
