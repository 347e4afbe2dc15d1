import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


# What was decided stays; only who decided may be forgotten, when the person is erased.
RESCORINGS = """
CREATE FUNCTION assessments_rescoring_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'by_id' <> to_jsonb(OLD) - 'by_id' THEN
        RAISE EXCEPTION 'a rescoring stays as it was decided; decide anew'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assessments_rescoring_stays BEFORE UPDATE OR DELETE ON assessments_rescoring
    FOR EACH ROW EXECUTE FUNCTION assessments_rescoring_stays();
"""
NO_RESCORINGS = """
DROP TRIGGER assessments_rescoring_stays ON assessments_rescoring;
DROP FUNCTION assessments_rescoring_stays();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0003_bank'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AssessmentFigures',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('computed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='computed')),
                ('people', models.PositiveIntegerField(default=0, verbose_name='people')),
                ('passed', models.PositiveIntegerField(default=0, verbose_name='passed at the first attempt')),
                ('mean', models.PositiveIntegerField(null=True, verbose_name='mean score')),
                ('deviation', models.PositiveIntegerField(null=True, verbose_name='standard deviation')),
                ('guessing', models.PositiveIntegerField(null=True, verbose_name='score by guessing')),
                ('reliability', models.IntegerField(null=True, verbose_name='reliability')),
                ('reliability_low', models.IntegerField(null=True, verbose_name='reliability, at least')),
                ('reliability_high', models.IntegerField(null=True, verbose_name='reliability, at most')),
                ('measurement_error', models.PositiveIntegerField(null=True, verbose_name='standard error of measurement')),
                ('compared', models.PositiveIntegerField(default=0, verbose_name='attempts with the same questions')),
                ('spread', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), default=list, size=None, verbose_name='spread of the scores')),
                ('assessment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='assessments.assessment', verbose_name='assessment')),
            ],
            options={
                'verbose_name': 'figures of an assessment',
                'verbose_name_plural': 'figures of assessments',
            },
        ),
        migrations.CreateModel(
            name='Thresholds',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fewest', models.PositiveSmallIntegerField(default=20, help_text='Below, no figure of a question is shown.', verbose_name='fewest answers')),
                ('fewest_for_groups', models.PositiveSmallIntegerField(default=50, help_text='The best 27 % are compared with the weakest 27 % from here on.', verbose_name='fewest answers for D27')),
                ('hard_below', models.PositiveSmallIntegerField(default=3000, help_text='In hundredths of a percent: 3000 is 30 %.', verbose_name='very hard below')),
                ('easy_above', models.PositiveSmallIntegerField(default=9500, help_text='In hundredths of a percent. Medical education often names 70 %; a test of mastery lies higher.', verbose_name='very easy above')),
                ('weak_below', models.PositiveSmallIntegerField(default=2000, help_text='In ten-thousandths: 2000 is a correlation of 0.20.', verbose_name='weak discrimination below')),
                ('dead_below', models.PositiveSmallIntegerField(default=500, help_text='In hundredths of a percent: 500 is 5 %.', verbose_name='option hardly chosen below')),
                ('contested_from', models.PositiveSmallIntegerField(default=2, verbose_name='contested from so many people')),
                ('countries_apart', models.PositiveSmallIntegerField(default=2000, help_text='In hundredths of a percent: how much more difficult a question is in a country than its other questions.', verbose_name='countries apart by')),
            ],
            options={
                'verbose_name': 'thresholds of the figures',
                'verbose_name_plural': 'thresholds of the figures',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='assessments_thresholds_one_row', violation_error_message='There is one set of thresholds: change that one.'), models.CheckConstraint(condition=models.Q(('fewest__gte', 5), ('fewest_for_groups__gte', 20)), name='assessments_thresholds_not_too_few', violation_error_message='Below 5 answers, and 20 for D27, figures mean nothing.')],
            },
        ),
        migrations.CreateModel(
            name='Contest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=1000, validators=[django.core.validators.MinLengthValidator(10)], verbose_name='what is not right')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='written')),
                ('state', models.CharField(choices=[('open', 'Open'), ('upheld', 'Upheld'), ('dismissed', 'Dismissed')], default='open', max_length=9, verbose_name='state')),
                ('reply', models.TextField(blank=True, max_length=1000, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contests', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contests', to='assessments.attemptquestion', verbose_name='question')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contests', to='assessments.questionversion', verbose_name='version')),
            ],
            options={
                'verbose_name': 'contested question',
                'verbose_name_plural': 'contested questions',
                'ordering': ['made_at', 'pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['version'], name='assessments_contest_open')],
                'constraints': [models.UniqueConstraint(fields=('person', 'version'), name='assessments_contest_once', violation_error_message='You have written to us about this question already.'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('reply', ''), ('state', 'open')), models.Q(('answered_at__isnull', False), ('state__in', ['upheld', 'dismissed']), models.Q(('reply', ''), _negated=True)), _connector='OR'), name='assessments_contest_answered_or_open')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('negative', 'The better people answer worse: check the key first'), ('hard', 'Very hard'), ('easy', 'Very easy'), ('weak', 'Tells the better from the weaker only a little'), ('dead', 'Options that almost nobody chooses'), ('countries', 'Countries differ: perhaps the words, perhaps what is taught'), ('contested', 'Contested by learners')], max_length=10), default=list, size=None, verbose_name='flags')),
                ('note', models.CharField(max_length=500, verbose_name='note')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='assessments.questionversion', verbose_name='version')),
            ],
            options={
                'verbose_name': 'finding',
                'verbose_name_plural': 'findings',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='assessments_finding_has_note')],
            },
        ),
        migrations.CreateModel(
            name='QuestionFigures',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('computed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='computed')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='answers')),
                ('skipped', models.PositiveIntegerField(default=0, verbose_name='left out')),
                ('share', models.PositiveIntegerField(null=True, verbose_name='difficulty')),
                ('share_low', models.PositiveIntegerField(null=True, verbose_name='difficulty, at least')),
                ('share_high', models.PositiveIntegerField(null=True, verbose_name='difficulty, at most')),
                ('discrimination', models.IntegerField(null=True, verbose_name='discrimination')),
                ('groups_apart', models.IntegerField(null=True, verbose_name='D27')),
                ('distractors', models.PositiveIntegerField(null=True, verbose_name='distractor efficiency')),
                ('top', models.PositiveIntegerField(default=0, verbose_name='people in the best third')),
                ('bottom', models.PositiveIntegerField(default=0, verbose_name='people in the weakest third')),
                ('options', models.JSONField(default=list, verbose_name='options')),
                ('countries', models.JSONField(default=list, verbose_name='countries')),
                ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('negative', 'The better people answer worse: check the key first'), ('hard', 'Very hard'), ('easy', 'Very easy'), ('weak', 'Tells the better from the weaker only a little'), ('dead', 'Options that almost nobody chooses'), ('countries', 'Countries differ: perhaps the words, perhaps what is taught'), ('contested', 'Contested by learners')], max_length=10), blank=True, default=list, size=None, verbose_name='flags')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='question_figures', to='assessments.assessment', verbose_name='assessment')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='assessments.questionversion', verbose_name='version')),
            ],
            options={
                'verbose_name': 'figures of a question',
                'verbose_name_plural': 'figures of questions',
                'constraints': [models.UniqueConstraint(fields=('assessment', 'version'), name='assessments_question_figures_once')],
            },
        ),
        migrations.CreateModel(
            name='Rescoring',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.CharField(choices=[('also', 'Another answer is right as well'), ('key', 'Another answer is the right one'), ('out', 'The question leaves the score of everyone'), ('full', 'Everyone gets full points'), ('written', 'Back to how the question was written')], max_length=7, verbose_name='decision')),
                ('options', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='options')),
                ('number', models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True, verbose_name='number asked for')),
                ('tolerance', models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True, verbose_name='tolerance, either way')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('may_fail', models.BooleanField(default=False, help_text='Otherwise an attempt that was passed stays passed, whatever its new score.', verbose_name='who passed may fail by it')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts that have it')),
                ('changed', models.PositiveIntegerField(default=0, verbose_name='results that changed')),
                ('passed', models.PositiveIntegerField(default=0, verbose_name='passed by it')),
                ('failed', models.PositiveIntegerField(default=0, verbose_name='failed by it')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rescorings', to='assessments.questionversion', verbose_name='version')),
            ],
            options={
                'verbose_name': 'rescoring',
                'verbose_name_plural': 'rescorings',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='assessments_rescoring_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('decision', 'also'), _negated=True), ('options__len__gt', 0), _connector='OR'), name='assessments_rescoring_names_options', violation_error_message='Say which answer is right as well.'), models.CheckConstraint(condition=models.Q(('decision__in', ['also', 'key']), models.Q(('number', None), ('options', []), ('tolerance', None)), _connector='OR'), name='assessments_rescoring_key_only_where_asked'), models.CheckConstraint(condition=models.Q(models.Q(('number', None), ('tolerance', None)), models.Q(('number__isnull', False), ('tolerance__gte', 0)), _connector='OR'), name='assessments_rescoring_number_whole'), models.CheckConstraint(condition=models.Q(('may_fail', True), ('failed', 0), _connector='OR'), name='assessments_rescoring_fails_only_if_allowed')],
            },
        ),
        migrations.RunSQL(RESCORINGS, NO_RESCORINGS),
    ]
