from django.db import migrations

# From the first attempt that was given it, a version is what people were asked: no word of it changes.
# Only its author may be forgotten, when the person is erased.
VERSIONS = """
CREATE FUNCTION assessments_version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.frozen_at IS NOT NULL AND (TG_OP = 'DELETE'
            OR to_jsonb(NEW) - 'author_id' <> to_jsonb(OLD) - 'author_id') THEN
        RAISE EXCEPTION 'this version of the question has been used and stays as it is'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER assessments_version_frozen BEFORE UPDATE OR DELETE ON assessments_questionversion
    FOR EACH ROW EXECUTE FUNCTION assessments_version_frozen();

CREATE FUNCTION assessments_part_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.version_id <> OLD.version_id THEN
        RAISE EXCEPTION 'an option stays with its question' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- The lock waits for an attempt that is just being given this version.
    PERFORM 1 FROM assessments_questionversion
        WHERE id = CASE WHEN TG_OP = 'INSERT' THEN NEW.version_id ELSE OLD.version_id END
            AND frozen_at IS NOT NULL FOR SHARE;
    IF FOUND THEN
        RAISE EXCEPTION 'this version of the question has been used and stays as it is'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER assessments_option_frozen BEFORE INSERT OR UPDATE OR DELETE ON assessments_option
    FOR EACH ROW EXECUTE FUNCTION assessments_part_frozen();
CREATE TRIGGER assessments_item_frozen BEFORE INSERT OR UPDATE OR DELETE ON assessments_matchitem
    FOR EACH ROW EXECUTE FUNCTION assessments_part_frozen();
"""
NO_VERSIONS = """
DROP TRIGGER assessments_item_frozen ON assessments_matchitem;
DROP TRIGGER assessments_option_frozen ON assessments_option;
DROP FUNCTION assessments_part_frozen();
DROP TRIGGER assessments_version_frozen ON assessments_questionversion;
DROP FUNCTION assessments_version_frozen();
"""

# An answer that arrived stays as it arrived; it leaves only with the whole attempt, when a person is erased.
ANSWERS = """
CREATE FUNCTION assessments_answer_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'answers are kept as they were given' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER assessments_answer_stays BEFORE UPDATE ON assessments_answergiven
    FOR EACH ROW EXECUTE FUNCTION assessments_answer_stays();
"""
NO_ANSWERS = """
DROP TRIGGER assessments_answer_stays ON assessments_answergiven;
DROP FUNCTION assessments_answer_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]
    operations = [
        migrations.RunSQL(VERSIONS, NO_VERSIONS),
        migrations.RunSQL(ANSWERS, NO_ANSWERS),
    ]
