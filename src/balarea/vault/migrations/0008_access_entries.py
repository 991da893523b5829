from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0007_digests")]

    operations = [
        migrations.AddField("access", "entry", models.UUIDField(null=True)),
        migrations.AddField("access", "revealed_on", models.DateField(null=True)),
        migrations.AddConstraint(
            "access",
            models.CheckConstraint(
                name="vault_access_covert_until_a_day",
                condition=models.Q(purpose="COVERT", revealed_on__isnull=False)
                | (~models.Q(purpose="COVERT") & models.Q(revealed_on__isnull=True)),
            ),
        ),
    ]
