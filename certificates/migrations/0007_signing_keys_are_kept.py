"""A key may be given up, and found to have leaked; what it signed must be verifiable for good."""

from django.db import migrations, models
from django.db.models import Q

REFUSE = """
CREATE FUNCTION certificates_refuse_change_of_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND (to_jsonb(NEW) - '{retired_at,leaked_at}'::text[]) = (to_jsonb(OLD) - '{retired_at,leaked_at}'::text[])
        AND (OLD.retired_at IS NULL OR NEW.retired_at IS NOT DISTINCT FROM OLD.retired_at)
        AND (OLD.leaked_at IS NULL OR NEW.leaked_at IS NOT DISTINCT FROM OLD.leaked_at)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a signing key is neither changed nor deleted, nor used again'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER certificates_signing_key_kept BEFORE UPDATE OR DELETE ON certificates_signingkey
    FOR EACH ROW EXECUTE FUNCTION certificates_refuse_change_of_key();
CREATE TRIGGER certificates_signing_key_no_truncate BEFORE TRUNCATE ON certificates_signingkey
    FOR EACH STATEMENT WHEN (current_setting('pathway.flush', true) IS DISTINCT FROM 'yes')
    EXECUTE FUNCTION certificates_refuse_change_of_key();
"""
ALLOW = """
DROP TRIGGER certificates_signing_key_no_truncate ON certificates_signingkey;
DROP TRIGGER certificates_signing_key_kept ON certificates_signingkey;
DROP FUNCTION certificates_refuse_change_of_key();
"""


class Migration(migrations.Migration):
    dependencies = [("certificates", "0006_kept_all_the_same")]

    operations = [
        migrations.AddField(
            model_name="signingkey",
            name="leaked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="leaked"),
        ),
        migrations.AddConstraint(
            model_name="signingkey",
            constraint=models.CheckConstraint(
                condition=Q(leaked_at=None) | Q(retired_at__isnull=False),
                name="certificates_signing_key_leaked_is_retired",
            ),
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
