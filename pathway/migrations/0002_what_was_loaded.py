import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pathway", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ContentItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120, unique=True, verbose_name="key")),
                ("object_id", models.PositiveBigIntegerField(verbose_name="number of its row")),
                ("loaded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="loaded")),
            ],
            options={
                "verbose_name": "loaded content",
                "verbose_name_plural": "loaded content",
            },
        ),
    ]
