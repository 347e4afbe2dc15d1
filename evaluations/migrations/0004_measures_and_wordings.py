import django.contrib.postgres.fields
import django.db.models.deletion
import django_countries.fields
from django.db import migrations, models


# What a question measures is how it is read, not what was asked: it can be set on core questions that are fixed.
FROZEN = """
CREATE OR REPLACE FUNCTION evaluations_question_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.survey_id ELSE OLD.survey_id END;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.survey_id IS DISTINCT FROM OLD.survey_id THEN
        RAISE EXCEPTION 'a question stays with its survey' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF own IS NOT NULL THEN
        PERFORM 1 FROM evaluations_survey WHERE id = own FOR UPDATE;
        IF EXISTS (SELECT 1 FROM evaluations_answersheet WHERE survey_id = own) THEN
            RAISE EXCEPTION 'the questions of a survey with answers are fixed'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF TG_OP <> 'INSERT'
        AND EXISTS (SELECT 1 FROM evaluations_survey_core_questions WHERE question_id = OLD.id)
        AND (TG_OP = 'DELETE'
             OR (to_jsonb(NEW) - '{is_retired,order%s}'::text[]) <> (to_jsonb(OLD) - '{is_retired,order%s}'::text[]))
    THEN
        RAISE EXCEPTION 'a core question that has been used is fixed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""

# The core questions as they were loaded; a question in other words measures what staff say.
MEASURES = {
    "How relevant was it to your work?": ("relevance", []),
    "How well were the learning objectives met?": ("satisfaction", []),
    "How good was the teaching?": ("satisfaction", []),
    "Was it free of commercial and other bias?": ("bias", [0]),
    "Will you change something in your practice because of it?": ("intention", [0]),
}


def say_what_they_measure(apps, schema_editor):
    core = apps.get_model("evaluations", "Question").objects.filter(survey=None, measures="")
    for text, (measures, agreeing) in MEASURES.items():
        kind = "single" if agreeing else "scale"
        core.filter(text=text, kind=kind).update(measures=measures, agreeing=agreeing)


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0003_late_sheets'),
    ]

    operations = [
        migrations.CreateModel(
            name='QuestionWording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=5, verbose_name='language')),
                ('text', models.CharField(max_length=300, verbose_name='question')),
                ('low', models.CharField(blank=True, max_length=60, verbose_name='what 1 means')),
                ('high', models.CharField(blank=True, max_length=60, verbose_name='what 5 means')),
                ('options', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, size=12, verbose_name='options')),
            ],
            options={
                'verbose_name': 'question in another language',
                'verbose_name_plural': 'questions in other languages',
                'ordering': ['question', 'language'],
            },
        ),
        migrations.AddField(
            model_name='question',
            name='agreeing',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, db_default=[], default=list, help_text='Their numbers from 0, separated by commas.', size=None, verbose_name='options that mean yes'),
        ),
        migrations.AddField(
            model_name='question',
            name='country',
            field=django_countries.fields.CountryField(blank=True, db_default='', default='', help_text='Empty: everybody is asked.', max_length=2, verbose_name='asked in'),
        ),
        migrations.AddField(
            model_name='question',
            name='measures',
            field=models.CharField(blank=True, choices=[('satisfaction', 'satisfaction'), ('relevance', 'relevance to the work'), ('bias', 'freedom from bias'), ('intention', 'intention to change something'), ('action', 'something was changed'), ('barrier', 'what stood in the way')], db_default='', default='', max_length=12, verbose_name='measures'),
        ),
        migrations.AddField(
            model_name='survey',
            name='asks_core',
            field=models.BooleanField(db_default=True, default=True, help_text='Not where people are asked again months later: they have said how the teaching was.', verbose_name='asks the core questions'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('survey__isnull', False), ('country', ''), _connector='OR'), name='evaluations_question_core_everywhere'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreeing', []), ('measures', '')), models.Q(('agreeing', []), ('kind', 'scale'), ('measures__in', ['satisfaction', 'relevance'])), models.Q(('agreeing__len__gte', 1), ('kind__in', ['single', 'multiple']), ('measures__in', ['bias', 'intention', 'action'])), models.Q(('agreeing', []), ('measures', 'barrier'), models.Q(('kind', 'scale'), _negated=True)), _connector='OR'), name='evaluations_question_measures_what_it_can', violation_error_message='Satisfaction and relevance are measured by a scale. Bias, intention and action by a choice, with the options that mean yes.'),
        ),
        migrations.AddField(
            model_name='questionwording',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wordings', to='evaluations.question', verbose_name='question'),
        ),
        migrations.AddConstraint(
            model_name='questionwording',
            constraint=models.UniqueConstraint(fields=('question', 'language'), name='evaluations_wording_once'),
        ),
        migrations.AddConstraint(
            model_name='questionwording',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('language', ''), _negated=True), models.Q(('text', ''), _negated=True)), name='evaluations_wording_says_something'),
        ),
        migrations.RunSQL(
            FROZEN.replace("%s", ",measures,agreeing"), FROZEN.replace("%s", "")
        ),
        migrations.RunPython(say_what_they_measure, migrations.RunPython.noop),
    ]
