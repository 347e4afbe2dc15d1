"""Ambassadors of a hub: their ladder, their terms, what shows that a step was earned."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

RULES = """
CREATE FUNCTION hubs_step_is_the_next() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE taken integer;
BEGIN
    PERFORM 1 FROM hubs_ambassador WHERE id = NEW.ambassador_id FOR UPDATE;
    SELECT coalesce(max(rung), 0) INTO taken FROM hubs_step WHERE ambassador_id = NEW.ambassador_id;
    IF NEW.rung <> taken + 1 THEN
        RAISE EXCEPTION 'step % does not follow step %', NEW.rung, taken
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hubs_step_is_the_next';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hubs_step_is_the_next BEFORE INSERT ON hubs_step
    FOR EACH ROW EXECUTE FUNCTION hubs_step_is_the_next();

CREATE FUNCTION hubs_step_moves_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE hubs_ambassador SET rung = NEW.rung WHERE id = NEW.ambassador_id;
    RETURN NULL;
END $$;
CREATE TRIGGER hubs_step_moves_up AFTER INSERT ON hubs_step
    FOR EACH ROW EXECUTE FUNCTION hubs_step_moves_up();

CREATE FUNCTION hubs_step_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a step that was taken is never changed'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'hubs_step_stays';
END $$;
CREATE TRIGGER hubs_step_stays BEFORE UPDATE ON hubs_step
    FOR EACH ROW EXECUTE FUNCTION hubs_step_stays();

CREATE FUNCTION hubs_rung_is_the_last_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.rung <> (SELECT coalesce(max(rung), 1) FROM hubs_step WHERE ambassador_id = NEW.id) THEN
        RAISE EXCEPTION 'nobody stands on step % without having taken it', NEW.rung
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hubs_rung_is_the_last_step';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hubs_rung_is_the_last_step BEFORE INSERT OR UPDATE OF rung ON hubs_ambassador
    FOR EACH ROW EXECUTE FUNCTION hubs_rung_is_the_last_step();
"""
NO_RULES = """
DROP TRIGGER hubs_rung_is_the_last_step ON hubs_ambassador;
DROP TRIGGER hubs_step_stays ON hubs_step;
DROP TRIGGER hubs_step_moves_up ON hubs_step;
DROP TRIGGER hubs_step_is_the_next ON hubs_step;
DROP FUNCTION hubs_rung_is_the_last_step();
DROP FUNCTION hubs_step_stays();
DROP FUNCTION hubs_step_moves_up();
DROP FUNCTION hubs_step_is_the_next();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('hubs', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalhub',
            name='ambassador_months',
            field=models.PositiveSmallIntegerField(db_default=24, default=24, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='term of an ambassador, in months'),
        ),
        migrations.AddField(
            model_name='historicalhub',
            name='ambassador_reminder_days',
            field=models.PositiveSmallIntegerField(db_default=60, default=60, help_text='When the ambassador and the coordinators are reminded. From then on the term can be renewed.', validators=[django.core.validators.MaxValueValidator(365)], verbose_name='days before the end of a term'),
        ),
        migrations.AddField(
            model_name='hub',
            name='ambassador_months',
            field=models.PositiveSmallIntegerField(db_default=24, default=24, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='term of an ambassador, in months'),
        ),
        migrations.AddField(
            model_name='hub',
            name='ambassador_reminder_days',
            field=models.PositiveSmallIntegerField(db_default=60, default=60, help_text='When the ambassador and the coordinators are reminded. From then on the term can be renewed.', validators=[django.core.validators.MaxValueValidator(365)], verbose_name='days before the end of a term'),
        ),
        migrations.CreateModel(
            name='Ambassador',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rung', models.PositiveSmallIntegerField(choices=[(1, 'Nominated'), (2, 'Trained'), (3, 'Ambassador'), (4, 'Trainer')], default=1, verbose_name='step')),
                ('starts_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='first day')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('renewed_at', models.DateTimeField(blank=True, null=True, verbose_name='renewed')),
                ('is_shown', models.BooleanField(default=False, verbose_name='agreed to be named in public')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('ending', models.CharField(blank=True, choices=[('resigned', 'resigned'), ('withdrawn', 'ended by the hub')], max_length=10, verbose_name='how it ended')),
                ('ending_reason', models.CharField(blank=True, max_length=500, verbose_name='why it ended')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ambassadors', to='hubs.hub', verbose_name='hub')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ambassadorships', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'ambassador',
                'verbose_name_plural': 'ambassadors',
                'ordering': ['hub', '-rung', 'starts_on', 'pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='hubs_ambassador_ends_after_start', violation_error_message='The last day lies before the first.'),
                    models.CheckConstraint(condition=models.Q(('rung__in', [1, 2, 3, 4])), name='hubs_ambassador_rung_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None), ('ending', ''), ('ending_reason', '')), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('ending__in', ['resigned', 'withdrawn'])), _connector='OR'), name='hubs_ambassador_ended_says_how'),
                    django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('ended_at', None)), expressions=[('hub', '='), ('user', '='), (models.Func(models.F('starts_on'), models.F('ends_on'), models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='hubs_ambassador_one_live', violation_error_message='This person is on the roster of this hub already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('trained', 'attended a faculty development day'), ('taught', 'taught')], max_length=10, verbose_name='kind')),
                ('title', models.CharField(max_length=300, verbose_name='what')),
                ('happened_on', models.DateField(verbose_name='on')),
                ('source', models.CharField(max_length=80, unique=True, verbose_name='source')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ambassador_evidence', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'evidence',
                'verbose_name_plural': 'evidence',
                'ordering': ['-happened_on', '-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['trained', 'taught'])), name='hubs_evidence_kind_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='why this person')),
                ('invited_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='invited')),
                ('expires_at', models.DateTimeField(verbose_name='valid until')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='hubs.hub', verbose_name='hub')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ['hub', '-invited_at'],
                'constraints': [
                    models.UniqueConstraint(fields=('hub', 'email'), name='hubs_invitation_once'),
                    models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='hubs_invitation_email_lowercase'),
                    models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('invited_at'))), name='hubs_invitation_expires_later'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rung', models.PositiveSmallIntegerField(choices=[(1, 'Nominated'), (2, 'Trained'), (3, 'Ambassador'), (4, 'Trainer')], verbose_name='step')),
                ('taken_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='on')),
                ('evidence', models.CharField(blank=True, help_text='A course, a session taught, a referee.', max_length=500, verbose_name='what shows it')),
                ('link', models.URLField(blank=True, help_text='https://…', validators=[django.core.validators.URLValidator(schemes=['https'])], verbose_name='link to it')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded')),
                ('ambassador', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='hubs.ambassador', verbose_name='ambassador')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
            ],
            options={
                'verbose_name': 'step of an ambassador',
                'verbose_name_plural': 'steps of ambassadors',
                'ordering': ['ambassador', 'rung'],
                'constraints': [
                    models.UniqueConstraint(fields=('ambassador', 'rung'), name='hubs_step_once'),
                    models.CheckConstraint(condition=models.Q(('rung__in', [1, 2, 3, 4])), name='hubs_step_rung_known'),
                ],
            },
        ),
        migrations.RunSQL(RULES, NO_RULES),
    ]
