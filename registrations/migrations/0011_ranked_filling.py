"""Ranked filling: when requests are ranked, the sealed lot, each run of the allocation kept as it was."""

import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
import registrations.models.allocations
from django.conf import settings
from django.db import migrations, models


# What was decided, from what and by which draw, is never edited: only how a proposal ended is written later.
KEPT = """
CREATE FUNCTION registrations_lot_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.event_id, NEW.seed, NEW.seal, NEW.sealed_at)
            IS DISTINCT FROM (OLD.event_id, OLD.seed, OLD.seal, OLD.sealed_at) THEN
        RAISE EXCEPTION 'a sealed lot stays as it is'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'registrations_lot_kept';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER registrations_lot_kept BEFORE UPDATE OR DELETE ON registrations_lot
    FOR EACH ROW EXECUTE FUNCTION registrations_lot_kept();

CREATE FUNCTION registrations_allocation_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'proposed'
            OR (NEW.event_id, NEW.number, NEW.rule, NEW.facts, NEW.result, NEW.fingerprint, NEW.proposed_at,
                NEW.proposed_by_id)
            IS DISTINCT FROM (OLD.event_id, OLD.number, OLD.rule, OLD.facts, OLD.result, OLD.fingerprint,
                OLD.proposed_at, OLD.proposed_by_id) THEN
        RAISE EXCEPTION 'a run of the allocation stays as it is'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'registrations_allocation_kept';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER registrations_allocation_kept BEFORE UPDATE OR DELETE ON registrations_allocation
    FOR EACH ROW EXECUTE FUNCTION registrations_allocation_kept();
"""
NOT_KEPT = """
DROP TRIGGER registrations_allocation_kept ON registrations_allocation;
DROP FUNCTION registrations_allocation_kept();
DROP TRIGGER registrations_lot_kept ON registrations_lot;
DROP FUNCTION registrations_lot_kept();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0002_what_the_database_refuses'),
        ('hubs', '0001_initial'),
        ('levels', '0003_evaluation'),
        ('registrations', '0010_attendance_reports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('signed', 'Signed off'), ('discarded', 'Discarded')], default='proposed', max_length=9, verbose_name='state')),
                ('rule', models.CharField(max_length=10, verbose_name='rule')),
                ('facts', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='facts')),
                ('result', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='result')),
                ('fingerprint', models.CharField(help_text='SHA-256 of rule, facts and result.', max_length=64, verbose_name='fingerprint')),
                ('proposed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='proposed')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='signed off or discarded')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ended_allocations', to=settings.AUTH_USER_MODEL, verbose_name='signed off or discarded by')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='registrations.event', verbose_name='event')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposed_allocations', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
            ],
            options={
                'verbose_name': 'allocation',
                'verbose_name_plural': 'allocations',
                'ordering': ['event', '-number'],
                'constraints': [
                    models.UniqueConstraint(fields=('event', 'number'), name='registrations_allocation_number_once'),
                    models.UniqueConstraint(condition=models.Q(('state', 'signed')), fields=('event',), name='registrations_allocation_signed_once'),
                    models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('event',), name='registrations_allocation_one_proposal'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None), ('state', 'proposed')), models.Q(models.Q(('state', 'proposed'), _negated=True), ('ended_at__isnull', False), ('ended_by__isnull', False), ('state__in', ['proposed', 'signed', 'discarded'])), _connector='OR'), name='registrations_allocation_ended_by_somebody'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Lot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seed', models.CharField(default=registrations.models.allocations.new_seed, editable=False, max_length=64)),
                ('seal', models.CharField(editable=False, max_length=64, verbose_name='seal')),
                ('sealed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='sealed')),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='opened')),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lot', to='registrations.event', verbose_name='event')),
            ],
            options={
                'verbose_name': 'lot',
                'verbose_name_plural': 'lots',
            },
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='registrations_event_choices_known',
        ),
        migrations.RemoveConstraint(
            model_name='proposal',
            name='registrations_proposal_choices_known',
        ),
        migrations.RemoveConstraint(
            model_name='registration',
            name='registrations_registration_choices_known',
        ),
        migrations.RemoveIndex(
            model_name='registration',
            name='registrations_line',
        ),
        migrations.AddField(
            model_name='event',
            name='allocated_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='seats allocated'),
        ),
        migrations.AddField(
            model_name='event',
            name='criterion',
            field=models.CharField(choices=[('lot', 'a lot, sealed before anybody asks'), ('attendance', 'minutes attended at events of the pathway so far, else the lot')], db_default='lot', default='lot', max_length=12, verbose_name='who comes first where no hub has said so'),
        ),
        migrations.AddField(
            model_name='event',
            name='is_for_pilot_only',
            field=models.BooleanField(db_default=False, default=False, help_text='Otherwise seats that no pilot country uses go to anyone, anywhere.', verbose_name='only people from pilot countries get seats'),
        ),
        migrations.AddField(
            model_name='event',
            name='requests_until',
            field=models.DateTimeField(blank=True, help_text='For ranked filling: who asks later stands behind everybody who is ranked.', null=True, verbose_name='requests are ranked until'),
        ),
        migrations.AddField(
            model_name='event',
            name='spreads_unused_seats',
            field=models.BooleanField(db_default=False, default=False, help_text='Otherwise they go to the best who wait, from whichever pilot country.', verbose_name='unused seats go to the pilot country with the fewest'),
        ),
        migrations.AddField(
            model_name='historicalevent',
            name='allocated_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='seats allocated'),
        ),
        migrations.AddField(
            model_name='historicalevent',
            name='criterion',
            field=models.CharField(choices=[('lot', 'a lot, sealed before anybody asks'), ('attendance', 'minutes attended at events of the pathway so far, else the lot')], db_default='lot', default='lot', max_length=12, verbose_name='who comes first where no hub has said so'),
        ),
        migrations.AddField(
            model_name='historicalevent',
            name='is_for_pilot_only',
            field=models.BooleanField(db_default=False, default=False, help_text='Otherwise seats that no pilot country uses go to anyone, anywhere.', verbose_name='only people from pilot countries get seats'),
        ),
        migrations.AddField(
            model_name='historicalevent',
            name='requests_until',
            field=models.DateTimeField(blank=True, help_text='For ranked filling: who asks later stands behind everybody who is ranked.', null=True, verbose_name='requests are ranked until'),
        ),
        migrations.AddField(
            model_name='historicalevent',
            name='spreads_unused_seats',
            field=models.BooleanField(db_default=False, default=False, help_text='Otherwise they go to the best who wait, from whichever pilot country.', verbose_name='unused seats go to the pilot country with the fewest'),
        ),
        migrations.AddField(
            model_name='registration',
            name='desk_rank',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Before the seats are given.', null=True, verbose_name='place the hub gave'),
        ),
        migrations.AddField(
            model_name='registration',
            name='line_place',
            field=models.PositiveIntegerField(db_default=2147483647, default=2147483647, editable=False),
        ),
        migrations.AddField(
            model_name='registration',
            name='ranked_of',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='of how many'),
        ),
        migrations.AddField(
            model_name='registration',
            name='ranked_place',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Among those whom one hub ranks.', null=True, verbose_name='place in the ranking'),
        ),
        migrations.AlterField(
            model_name='event',
            name='filling',
            field=models.CharField(choices=[('first_come', 'First come, first served'), ('reviewed', "Reviewed by the hub of the person's country"), ('ranked', 'Ranked by the hubs, given on one day')], default='first_come', max_length=12, verbose_name='how places are given'),
        ),
        migrations.AlterField(
            model_name='historicalevent',
            name='filling',
            field=models.CharField(choices=[('first_come', 'First come, first served'), ('reviewed', "Reviewed by the hub of the person's country"), ('ranked', 'Ranked by the hubs, given on one day')], default='first_come', max_length=12, verbose_name='how places are given'),
        ),
        migrations.AlterField(
            model_name='proposal',
            name='filling',
            field=models.CharField(choices=[('first_come', 'First come, first served'), ('reviewed', "Reviewed by the hub of the person's country"), ('ranked', 'Ranked by the hubs, given on one day')], default='first_come', max_length=12, verbose_name='how places are given'),
        ),
        migrations.AlterField(
            model_name='registration',
            name='rule',
            field=models.CharField(choices=[('received', 'received, not decided yet'), ('ranked', 'approved for the ranking'), ('after_ranking', 'asked after the ranking, so behind everybody who is ranked'), ('unlimited', 'places are not limited'), ('home_seat', 'a free seat of the own country'), ('open_seat', 'a free seat that is for anyone'), ('released_to_pilot', 'a released seat, pilot countries first'), ('released_to_anyone', 'a released seat, open to anyone'), ('home_full', 'all seats of the own country are taken'), ('behind_pilot', 'pilot countries come first until the release date'), ('all_full', 'all seats are taken'), ('moved', 'the event moved, so the person is asked again'), ('turned_down', 'the offered seat was turned down'), ('not_answered', 'the offer was not answered in time'), ('not_chosen', 'declined by the hub or the office'), ('gave_back', 'cancelled by the person'), ('by_staff', 'cancelled by the office'), ('event_cancelled', 'the event was cancelled')], max_length=20, verbose_name='because'),
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(fields=['event', 'state', 'home', 'line_place', 'requested_at'], name='registrations_line'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['webinar', 'live', 'workshop', 'masterclass', 'national', 'faculty', 'simulation', 'bedside']), ('filling__in', ['first_come', 'reviewed', 'ranked']), ('language__in', ['en', 'pl', 'pt', 'ro', 'sv'])), name='registrations_event_choices_known'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('filling', 'ranked'), _negated=True), ('requests_until__isnull', False), _connector='OR'), name='registrations_event_ranked_until', violation_error_message='Say until when requests are ranked.'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('criterion__in', ['lot', 'attendance'])), name='registrations_event_criterion_known'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'proposed', 'sent_back', 'approved', 'withdrawn']), ('kind__in', ['', 'national', 'workshop', 'faculty', 'simulation', 'bedside']), ('language__in', ['', 'en', 'pl', 'pt', 'ro', 'sv']), ('filling__in', ['first_come', 'reviewed', 'ranked'])), name='registrations_proposal_choices_known'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['requested', 'waiting', 'offered', 'confirmed', 'declined', 'expired', 'cancelled']), ('rule__in', ['received', 'ranked', 'after_ranking', 'unlimited', 'home_seat', 'open_seat', 'released_to_pilot', 'released_to_anyone', 'home_full', 'behind_pilot', 'all_full', 'moved', 'turned_down', 'not_answered', 'not_chosen', 'gave_back', 'by_staff', 'event_cancelled'])), name='registrations_registration_choices_known'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ranked_of', None), ('ranked_place', None)), ('ranked_place__lte', models.F('ranked_of')), _connector='OR'), name='registrations_registration_place_of_how_many'),
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
