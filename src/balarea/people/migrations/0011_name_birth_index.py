from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0010_texts_by_language")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="name_birth_index",
            field=models.BinaryField(db_index=True, max_length=32, null=True),
        ),
    ]
