from django.db import migrations, models

# What is said of accreditations stands on pages that are kept ready, and decides what people have earned: whatever
# changes, and whoever changes it, the level knows. The clock and not the start of the transaction, so that of two changes
# the later one is later.
KNOWS = """
CREATE FUNCTION levels_level_is_accredited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE levels_level SET accredited_at = clock_timestamp()
        WHERE id = coalesce(NEW.level_id, OLD.level_id);
    RETURN NULL;
END $$;
CREATE TRIGGER levels_level_is_accredited AFTER INSERT OR UPDATE OR DELETE ON levels_level_accreditations
    FOR EACH ROW EXECUTE FUNCTION levels_level_is_accredited();

CREATE FUNCTION levels_level_accreditation_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE levels_level SET accredited_at = clock_timestamp()
        WHERE id IN (SELECT level_id FROM levels_level_accreditations WHERE accreditation_id = NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER levels_level_accreditation_changes AFTER UPDATE ON certificates_accreditation
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION levels_level_accreditation_changes();

CREATE FUNCTION levels_level_accreditor_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE levels_level SET accredited_at = clock_timestamp()
        WHERE id IN (
            SELECT level_id FROM levels_level_accreditations AS link
            JOIN certificates_accreditation AS accreditation ON accreditation.id = link.accreditation_id
            WHERE accreditation.accreditor_id = NEW.id
        );
    RETURN NULL;
END $$;
CREATE TRIGGER levels_level_accreditor_changes AFTER UPDATE ON certificates_accreditor
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION levels_level_accreditor_changes();
"""
KNOWS_NOT = """
DROP TRIGGER levels_level_accreditor_changes ON certificates_accreditor;
DROP FUNCTION levels_level_accreditor_changes();
DROP TRIGGER levels_level_accreditation_changes ON certificates_accreditation;
DROP FUNCTION levels_level_accreditation_changes();
DROP TRIGGER levels_level_is_accredited ON levels_level_accreditations;
DROP FUNCTION levels_level_is_accredited();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0008_half_days_and_wordings'),
        ('levels', '0013_completed_by_staff'),
    ]

    operations = [
        migrations.AddField(
            model_name='level',
            name='accredited_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='Set by a trigger whenever an accreditation of the level, or what is known of one, changes.', null=True),
        ),
        migrations.AddField(
            model_name='level',
            name='credits_told_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='The `accredited_at` as of which awards were told what they earn.', null=True),
        ),
        migrations.RunSQL(KNOWS, KNOWS_NOT),
    ]
