from django.contrib.postgres.search import SearchVectorField
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_what_the_database_refuses")]

    operations = [
        migrations.AddField("entry", "head", SearchVectorField(null=True)),
    ]
