import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fellowships', '0004_bursary_paid_after_report'),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='must_not_review',
            field=models.TextField(blank=True, default='', max_length=1000, verbose_name='people who must not decide about you'),
        ),
        migrations.AddField(
            model_name='call',
            name='asks_for_cv',
            field=models.BooleanField(default=False, verbose_name='a CV as a PDF is needed'),
        ),
        migrations.AddField(
            model_name='call',
            name='asks_for_letter',
            field=models.BooleanField(default=True, verbose_name='a letter of the supervisor as a PDF is needed'),
        ),
        migrations.AddField(
            model_name='call',
            name='asks_for_proof',
            field=models.BooleanField(default=False, verbose_name='a proof of the post as a PDF is needed'),
        ),
        migrations.AddField(
            model_name='call',
            name='referees_asked',
            field=models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MaxValueValidator(5)], verbose_name='referees asked for'),
        ),
        migrations.AddField(
            model_name='call',
            name='words_each',
            field=models.PositiveSmallIntegerField(default=300, validators=[django.core.validators.MinValueValidator(50)], verbose_name='words of each text at most'),
        ),
        migrations.AddField(
            model_name='historicalcall',
            name='asks_for_cv',
            field=models.BooleanField(default=False, verbose_name='a CV as a PDF is needed'),
        ),
        migrations.AddField(
            model_name='historicalcall',
            name='asks_for_letter',
            field=models.BooleanField(default=True, verbose_name='a letter of the supervisor as a PDF is needed'),
        ),
        migrations.AddField(
            model_name='historicalcall',
            name='asks_for_proof',
            field=models.BooleanField(default=False, verbose_name='a proof of the post as a PDF is needed'),
        ),
        migrations.AddField(
            model_name='historicalcall',
            name='referees_asked',
            field=models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MaxValueValidator(5)], verbose_name='referees asked for'),
        ),
        migrations.AddField(
            model_name='historicalcall',
            name='words_each',
            field=models.PositiveSmallIntegerField(default=300, validators=[django.core.validators.MinValueValidator(50)], verbose_name='words of each text at most'),
        ),
    ]
