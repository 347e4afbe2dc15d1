from django.db import migrations

# Evidence is only ever added. It leaves with the person alone: the erasure says so for its own transaction.
EVIDENCE = """
CREATE FUNCTION levels_evidence_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('pathway.erasing', true) = 'yes' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'evidence is only ever added' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER levels_evidence_stays BEFORE UPDATE OR DELETE ON levels_evidence
    FOR EACH ROW EXECUTE FUNCTION levels_evidence_stays();
CREATE FUNCTION levels_completion_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a completion is kept as it was decided' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER levels_completion_stays BEFORE UPDATE ON levels_completion
    FOR EACH ROW EXECUTE FUNCTION levels_completion_stays();
"""
NO_EVIDENCE = """
DROP TRIGGER levels_completion_stays ON levels_completion;
DROP FUNCTION levels_completion_stays();
DROP TRIGGER levels_evidence_stays ON levels_evidence;
DROP FUNCTION levels_evidence_stays();
"""

# What a level asks is published once; afterwards there is only a next version.
REQUIREMENTS = """
CREATE FUNCTION levels_requirements_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL AND (TG_OP = 'DELETE'
            OR to_jsonb(NEW) - 'published_by_id' <> to_jsonb(OLD) - 'published_by_id') THEN
        RAISE EXCEPTION 'published requirements stay as they are' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER levels_requirements_published BEFORE UPDATE OR DELETE ON levels_requirementset
    FOR EACH ROW EXECUTE FUNCTION levels_requirements_published();

CREATE FUNCTION levels_group_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whole bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.set_id ELSE OLD.set_id END;
BEGIN
    PERFORM 1 FROM levels_requirementset WHERE id = whole AND published_at IS NOT NULL FOR SHARE;
    IF FOUND OR (TG_OP = 'UPDATE' AND NEW.set_id <> OLD.set_id) THEN
        RAISE EXCEPTION 'published requirements stay as they are' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER levels_group_published BEFORE INSERT OR UPDATE OR DELETE ON levels_requirementgroup
    FOR EACH ROW EXECUTE FUNCTION levels_group_published();

CREATE FUNCTION levels_requirement_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.group_id ELSE OLD.group_id END;
BEGIN
    PERFORM 1 FROM levels_requirementset AS s JOIN levels_requirementgroup AS g ON g.set_id = s.id
        WHERE g.id = part AND s.published_at IS NOT NULL FOR SHARE;
    IF FOUND OR (TG_OP = 'UPDATE' AND NEW.group_id <> OLD.group_id) THEN
        RAISE EXCEPTION 'published requirements stay as they are' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER levels_requirement_published BEFORE INSERT OR UPDATE OR DELETE ON levels_requirement
    FOR EACH ROW EXECUTE FUNCTION levels_requirement_published();
"""
NO_REQUIREMENTS = """
DROP TRIGGER levels_requirement_published ON levels_requirement;
DROP FUNCTION levels_requirement_published();
DROP TRIGGER levels_group_published ON levels_requirementgroup;
DROP FUNCTION levels_group_published();
DROP TRIGGER levels_requirements_published ON levels_requirementset;
DROP FUNCTION levels_requirements_published();
"""


class Migration(migrations.Migration):
    dependencies = [("levels", "0004_classroom")]
    operations = [
        migrations.RunSQL(EVIDENCE, NO_EVIDENCE),
        migrations.RunSQL(REQUIREMENTS, NO_REQUIREMENTS),
    ]
