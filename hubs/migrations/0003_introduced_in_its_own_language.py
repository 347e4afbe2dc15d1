from django.db import migrations, models


# The languages of the pilot countries; every other hub starts in English.
SPEAK = """
UPDATE hubs_hub SET language = CASE country WHEN 'PL' THEN 'pl' WHEN 'PT' THEN 'pt' WHEN 'RO' THEN 'ro' ELSE 'sv' END
WHERE country IN ('PL', 'PT', 'RO', 'SE');
"""


class Migration(migrations.Migration):

    dependencies = [
        ('hubs', '0002_ambassadors'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalhub',
            name='contact_note',
            field=models.CharField(blank=True, db_default='', default='', help_text='For those who write to the hub: who answers, in which languages, how soon.', max_length=300, verbose_name='what to expect'),
        ),
        migrations.AddField(
            model_name='historicalhub',
            name='introduction_local',
            field=models.TextField(blank=True, db_default='', default='', verbose_name='introduction in the language of the hub'),
        ),
        migrations.AddField(
            model_name='historicalhub',
            name='language',
            field=models.CharField(choices=[('en', 'English'), ('pl', 'Polish'), ('pt', 'Portuguese'), ('ro', 'Romanian'), ('sv', 'Swedish')], db_default='en', default='en', max_length=5, verbose_name='language of the hub'),
        ),
        migrations.AddField(
            model_name='historicalmembership',
            name='is_shown',
            field=models.BooleanField(db_default=False, default=False, verbose_name='agreed to be named in public'),
        ),
        migrations.AddField(
            model_name='hub',
            name='contact_note',
            field=models.CharField(blank=True, db_default='', default='', help_text='For those who write to the hub: who answers, in which languages, how soon.', max_length=300, verbose_name='what to expect'),
        ),
        migrations.AddField(
            model_name='hub',
            name='introduction_local',
            field=models.TextField(blank=True, db_default='', default='', verbose_name='introduction in the language of the hub'),
        ),
        migrations.AddField(
            model_name='hub',
            name='language',
            field=models.CharField(choices=[('en', 'English'), ('pl', 'Polish'), ('pt', 'Portuguese'), ('ro', 'Romanian'), ('sv', 'Swedish')], db_default='en', default='en', max_length=5, verbose_name='language of the hub'),
        ),
        migrations.AddField(
            model_name='membership',
            name='is_shown',
            field=models.BooleanField(db_default=False, default=False, verbose_name='agreed to be named in public'),
        ),
        migrations.AlterField(
            model_name='historicalhub',
            name='introduction',
            field=models.TextField(blank=True, help_text='In English.', verbose_name='introduction'),
        ),
        migrations.AlterField(
            model_name='hub',
            name='introduction',
            field=models.TextField(blank=True, help_text='In English.', verbose_name='introduction'),
        ),
        migrations.RunSQL(SPEAK, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='hub',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ['en', 'pl', 'pt', 'ro', 'sv'])), name='hubs_hub_language_known'),
        ),
    ]
