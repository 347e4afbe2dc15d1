"""The moved columns go, and the database refuses to change what is out."""

import django.db.models.deletion
from django.db import migrations, models

# Of an issued certificate only these may change: revocation, once; the holder, to nobody.
REFUSE = """
CREATE OR REPLACE FUNCTION certificates_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND (to_jsonb(NEW) - '{revoked_at,revocation_reason,holder_id}'::text[])
          = (to_jsonb(OLD) - '{revoked_at,revocation_reason,holder_id}'::text[])
        AND (OLD.revoked_at IS NULL
             OR (NEW.revoked_at, NEW.revocation_reason) IS NOT DISTINCT FROM (OLD.revoked_at, OLD.revocation_reason))
        AND (NEW.holder_id IS NULL OR NEW.holder_id IS NOT DISTINCT FROM OLD.holder_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an issued certificate is neither changed nor deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER certificates_certificate_immutable BEFORE UPDATE OR DELETE ON certificates_certificate
    FOR EACH ROW EXECUTE FUNCTION certificates_refuse_change();

CREATE FUNCTION certificates_refuse_any_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what a certificate states is neither changed nor deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER certificates_credit_immutable BEFORE UPDATE OR DELETE ON certificates_credit
    FOR EACH ROW EXECUTE FUNCTION certificates_refuse_any_change();
CREATE TRIGGER certificates_credit_no_truncate BEFORE TRUNCATE ON certificates_credit
    FOR EACH STATEMENT WHEN (current_setting('pathway.flush', true) IS DISTINCT FROM 'yes')
    EXECUTE FUNCTION certificates_refuse_any_change();
CREATE TRIGGER certificates_rendition_immutable BEFORE UPDATE OR DELETE ON certificates_rendition
    FOR EACH ROW EXECUTE FUNCTION certificates_refuse_any_change();
CREATE TRIGGER certificates_rendition_no_truncate BEFORE TRUNCATE ON certificates_rendition
    FOR EACH STATEMENT WHEN (current_setting('pathway.flush', true) IS DISTINCT FROM 'yes')
    EXECUTE FUNCTION certificates_refuse_any_change();

-- Who published a version may be forgotten; what it looks like stays.
CREATE FUNCTION certificates_refuse_change_of_template() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NULL THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE'
        AND (to_jsonb(NEW) - 'published_by_id') = (to_jsonb(OLD) - 'published_by_id')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a published template is neither changed nor deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER certificates_template_immutable BEFORE UPDATE OR DELETE ON certificates_template
    FOR EACH ROW EXECUTE FUNCTION certificates_refuse_change_of_template();
"""


class Migration(migrations.Migration):
    dependencies = [("certificates", "0004_what_was_issued_was_earned")]

    operations = [
        migrations.RemoveField(
            model_name='certificate',
            name='pdf',
        ),
        migrations.RemoveField(
            model_name='certificate',
            name='pdf_sha256',
        ),
        migrations.RemoveField(
            model_name='certificate',
            name='source',
        ),
        migrations.AlterField(
            model_name="certificate",
            name="award",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="certificates",
                to="certificates.award",
                verbose_name="what earned it",
            ),
        ),
        migrations.AlterField(
            model_name="certificate",
            name="template",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="certificates",
                to="certificates.template",
                verbose_name="template",
            ),
        ),
        migrations.RunSQL(REFUSE),
    ]
