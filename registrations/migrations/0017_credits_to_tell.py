from django.db import migrations, models

# What is said of accreditations stands on pages that are kept ready, and decides what people have earned: whatever
# changes, and whoever changes it, the event knows. The clock and not the start of the transaction, so that of two changes
# the later one is later.
KNOWS = """
CREATE FUNCTION registrations_event_is_accredited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE registrations_event SET accredited_at = clock_timestamp()
        WHERE id = coalesce(NEW.event_id, OLD.event_id);
    RETURN NULL;
END $$;
CREATE TRIGGER registrations_event_is_accredited AFTER INSERT OR UPDATE OR DELETE ON registrations_event_accreditations
    FOR EACH ROW EXECUTE FUNCTION registrations_event_is_accredited();

CREATE FUNCTION registrations_event_accreditation_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE registrations_event SET accredited_at = clock_timestamp()
        WHERE id IN (SELECT event_id FROM registrations_event_accreditations WHERE accreditation_id = NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER registrations_event_accreditation_changes AFTER UPDATE ON certificates_accreditation
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION registrations_event_accreditation_changes();

CREATE FUNCTION registrations_event_accreditor_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE registrations_event SET accredited_at = clock_timestamp()
        WHERE id IN (
            SELECT event_id FROM registrations_event_accreditations AS link
            JOIN certificates_accreditation AS accreditation ON accreditation.id = link.accreditation_id
            WHERE accreditation.accreditor_id = NEW.id
        );
    RETURN NULL;
END $$;
CREATE TRIGGER registrations_event_accreditor_changes AFTER UPDATE ON certificates_accreditor
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION registrations_event_accreditor_changes();
"""
KNOWS_NOT = """
DROP TRIGGER registrations_event_accreditor_changes ON certificates_accreditor;
DROP FUNCTION registrations_event_accreditor_changes();
DROP TRIGGER registrations_event_accreditation_changes ON certificates_accreditation;
DROP FUNCTION registrations_event_accreditation_changes();
DROP TRIGGER registrations_event_is_accredited ON registrations_event_accreditations;
DROP FUNCTION registrations_event_is_accredited();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0008_half_days_and_wordings'),
        ('registrations', '0016_attends_to_learn'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='accredited_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='Set by a trigger whenever an accreditation of the event, or what is known of one, changes.', null=True),
        ),
        migrations.AddField(
            model_name='event',
            name='credits_told_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='The `accredited_at` as of which awards were told what they earn.', null=True),
        ),
        migrations.RunSQL(KNOWS, KNOWS_NOT),
    ]
