"""Links to join, calendar feeds, and the number by which calendars see that an entry is newer."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
import registrations.models.feeds
from django.conf import settings
from django.db import migrations, models

# What an entry in a calendar shows of an event and of a session. A save of a row that was read before leaves the
# numbers alone. Times and words only: a seat that changes hands is no news to a calendar.
SEQUENCE = """
CREATE FUNCTION registrations_event_raise_sequence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.sequence := OLD.sequence;
    NEW.revised_at := OLD.revised_at;
    IF (NEW.title, NEW.slug, NEW.place, NEW.time_zone, NEW.starts_at, NEW.ends_at, NEW.join_opens_minutes,
            NEW.cancelled_at IS NULL)
        IS DISTINCT FROM (OLD.title, OLD.slug, OLD.place, OLD.time_zone, OLD.starts_at, OLD.ends_at,
            OLD.join_opens_minutes, OLD.cancelled_at IS NULL) THEN
        NEW.sequence := OLD.sequence + 1;
        NEW.revised_at := now();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER registrations_event_raise_sequence BEFORE UPDATE ON registrations_event
    FOR EACH ROW EXECUTE FUNCTION registrations_event_raise_sequence();

CREATE FUNCTION registrations_session_raise_sequence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.sequence := OLD.sequence;
    NEW.revised_at := OLD.revised_at;
    IF (NEW.title, NEW.starts_at, NEW.ends_at, NEW.join_url)
        IS DISTINCT FROM (OLD.title, OLD.starts_at, OLD.ends_at, OLD.join_url) THEN
        NEW.sequence := OLD.sequence + 1;
        NEW.revised_at := now();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER registrations_session_raise_sequence BEFORE UPDATE ON registrations_session
    FOR EACH ROW EXECUTE FUNCTION registrations_session_raise_sequence();

CREATE TRIGGER registrations_session_touches_event AFTER INSERT OR UPDATE OR DELETE ON registrations_session
    FOR EACH ROW EXECUTE FUNCTION registrations_touch_event();
"""
NO_SEQUENCE = """
DROP TRIGGER registrations_session_touches_event ON registrations_session;
DROP TRIGGER registrations_session_raise_sequence ON registrations_session;
DROP FUNCTION registrations_session_raise_sequence();
DROP TRIGGER registrations_event_raise_sequence ON registrations_event;
DROP FUNCTION registrations_event_raise_sequence();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('registrations', '0002_what_the_database_refuses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=registrations.models.feeds.new_token, editable=False, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made')),
                ('renewed_at', models.DateTimeField(blank=True, null=True, verbose_name='address renewed')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feed', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'calendar feed',
                'verbose_name_plural': 'calendar feeds',
                'constraints': [
                    models.CheckConstraint(condition=django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.text.Length('token'), 32), name='registrations_feed_token_long_enough'),
                ],
            },
        ),
        migrations.AddField(
            model_name='event',
            name='join_opens_minutes',
            field=models.PositiveSmallIntegerField(db_default=30, default=30, help_text='Minutes before the start of each session.', validators=[django.core.validators.MaxValueValidator(1440)], verbose_name='link to join shown from'),
        ),
        migrations.AddField(
            model_name='event',
            name='revised_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name='event',
            name='sequence',
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False, help_text="Raised by a trigger whenever calendars have to show something else; seats don't count."),
        ),
        migrations.AddField(
            model_name='historicalevent',
            name='join_opens_minutes',
            field=models.PositiveSmallIntegerField(db_default=30, default=30, help_text='Minutes before the start of each session.', validators=[django.core.validators.MaxValueValidator(1440)], verbose_name='link to join shown from'),
        ),
        migrations.AddField(
            model_name='session',
            name='join_url',
            field=models.URLField(blank=True, db_default='', default='', help_text='Shown only to confirmed people, shortly before the start. Beginning with https://', max_length=500, validators=[django.core.validators.URLValidator(schemes=['https'])], verbose_name='link to join'),
        ),
        migrations.AddField(
            model_name='session',
            name='revised_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name='session',
            name='sequence',
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False, help_text='Raised by a trigger whenever calendars have to show something else.'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('join_url', ''), ('join_url__istartswith', 'https://'), _connector='OR'), name='registrations_session_joined_by_https', violation_error_message='The link to join has to begin with https://'),
        ),
        migrations.RunSQL(SEQUENCE, NO_SEQUENCE),
    ]
