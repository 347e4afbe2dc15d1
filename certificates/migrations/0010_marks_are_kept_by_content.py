"""The mark of an accreditor stands on a certificate as it was on the day of issue."""

import django.db.models.deletion
from django.db import migrations, models


IMMUTABLE = """
CREATE TRIGGER certificates_mark_immutable BEFORE UPDATE OR DELETE ON certificates_mark
    FOR EACH ROW EXECUTE FUNCTION certificates_refuse_any_change();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0009_accreditors_ask_for_lists'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True, verbose_name='fingerprint (SHA-256)')),
                ('png', models.BinaryField(verbose_name='picture')),
            ],
            options={
                'verbose_name': 'mark',
                'verbose_name_plural': 'marks',
                'constraints': [models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='certificates_mark_has_fingerprint')],
            },
        ),
        migrations.AddField(
            model_name='credit',
            name='mark',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credits', to='certificates.mark', verbose_name='mark'),
        ),
        migrations.RunSQL(IMMUTABLE),
    ]
