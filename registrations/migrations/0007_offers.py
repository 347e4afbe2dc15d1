"""Seats that are offered until a deadline. Whether a seat is offered or taken is seen on the event's page, so
its version rises with that too.
"""

import django.core.validators
from django.conf import settings
from django.db import migrations, models


VERSION = """
DROP TRIGGER registrations_holder_touches_event ON registrations_registration;
CREATE TRIGGER registrations_holder_touches_event AFTER UPDATE OF seat_id, state ON registrations_registration
    FOR EACH ROW WHEN (NEW.seat_id IS DISTINCT FROM OLD.seat_id
                       OR (NEW.seat_id IS NOT NULL AND NEW.state IS DISTINCT FROM OLD.state))
    EXECUTE FUNCTION registrations_touch_event();
"""
NO_VERSION = """
DROP TRIGGER registrations_holder_touches_event ON registrations_registration;
CREATE TRIGGER registrations_holder_touches_event AFTER UPDATE OF seat_id ON registrations_registration
    FOR EACH ROW WHEN (NEW.seat_id IS DISTINCT FROM OLD.seat_id) EXECUTE FUNCTION registrations_touch_event();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('registrations', '0006_evaluation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='registration',
            name='registrations_registration_one_live',
        ),
        migrations.RemoveConstraint(
            model_name='registration',
            name='registrations_registration_choices_known',
        ),
        migrations.RemoveConstraint(
            model_name='registration',
            name='registrations_registration_seat_only_confirmed',
        ),
        migrations.AddField(
            model_name='event',
            name='offer_hours',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text='How long a seat that is given is kept for the answer: 168 is a week. Less near the event. 0: seats are confirmed at once.', validators=[django.core.validators.MaxValueValidator(1440)], verbose_name='hours to answer an offer'),
        ),
        migrations.AddField(
            model_name='historicalevent',
            name='offer_hours',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text='How long a seat that is given is kept for the answer: 168 is a week. Less near the event. 0: seats are confirmed at once.', validators=[django.core.validators.MaxValueValidator(1440)], verbose_name='hours to answer an offer'),
        ),
        migrations.AddField(
            model_name='registration',
            name='offer_ends_at',
            field=models.DateTimeField(blank=True, help_text='Only while a seat is offered.', null=True, verbose_name='offer stands until'),
        ),
        migrations.AlterField(
            model_name='registration',
            name='rule',
            field=models.CharField(choices=[('received', 'received, not decided yet'), ('unlimited', 'places are not limited'), ('home_seat', 'a free seat of the own country'), ('open_seat', 'a free seat that is for anyone'), ('released_to_pilot', 'a released seat, pilot countries first'), ('released_to_anyone', 'a released seat, open to anyone'), ('home_full', 'all seats of the own country are taken'), ('behind_pilot', 'pilot countries come first until the release date'), ('all_full', 'all seats are taken'), ('moved', 'the event moved, so the person is asked again'), ('turned_down', 'the offered seat was turned down'), ('not_answered', 'the offer was not answered in time'), ('not_chosen', 'declined by the hub or the office'), ('gave_back', 'cancelled by the person'), ('by_staff', 'cancelled by the office'), ('event_cancelled', 'the event was cancelled')], max_length=20, verbose_name='because'),
        ),
        migrations.AlterField(
            model_name='registration',
            name='state',
            field=models.CharField(choices=[('requested', 'Requested'), ('waiting', 'Waiting'), ('offered', 'Offered'), ('confirmed', 'Confirmed'), ('declined', 'Declined'), ('expired', 'Expired'), ('cancelled', 'Cancelled')], max_length=10, verbose_name='state'),
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(condition=models.Q(('state', 'offered')), fields=['offer_ends_at'], name='registrations_open_offers'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('requested', 'waiting', 'offered', 'confirmed'))), fields=('event', 'user'), name='registrations_registration_one_live', violation_error_message='You are registered for this event already.'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['requested', 'waiting', 'offered', 'confirmed', 'declined', 'expired', 'cancelled']), ('rule__in', ['received', 'unlimited', 'home_seat', 'open_seat', 'released_to_pilot', 'released_to_anyone', 'home_full', 'behind_pilot', 'all_full', 'moved', 'turned_down', 'not_answered', 'not_chosen', 'gave_back', 'by_staff', 'event_cancelled'])), name='registrations_registration_choices_known'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('seat', None), ('state__in', ('offered', 'confirmed')), _connector='OR'), name='registrations_registration_seat_only_held'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('offer_ends_at__isnull', False), ('seat__isnull', False), ('state', 'offered')), models.Q(models.Q(('state', 'offered'), _negated=True), ('offer_ends_at', None)), _connector='OR'), name='registrations_registration_offer_has_seat_and_end'),
        ),
        migrations.RunSQL(VERSION, NO_VERSION),
    ]
