"""What was handed in stays as it is, nothing unchecked is opened, and nothing is listed that cannot be read."""

from django.db import migrations

KEPT = """
CREATE FUNCTION cases_revision_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'draft' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a revision stays as it was handed in'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_revision_kept';
    END IF;
    -- Texts that a patient does not allow any more are deleted, and nothing else takes their place.
    IF NEW.wiped_at IS NOT NULL AND NEW.content = '{}'::jsonb AND NEW.title = '' AND NEW.changed = '' THEN
        RETURN NEW;
    END IF;
    IF (NEW.case_id, NEW.number, NEW.title, NEW.content, NEW.age_band, NEW.country, NEW.level, NEW.licence,
        NEW.is_public, NEW.ticks, NEW.changed, NEW.submitted_at)
        IS DISTINCT FROM
       (OLD.case_id, OLD.number, OLD.title, OLD.content, OLD.age_band, OLD.country, OLD.level, OLD.licence,
        OLD.is_public, OLD.ticks, OLD.changed, OLD.submitted_at)
    THEN
        RAISE EXCEPTION 'a revision stays as it was handed in'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_revision_kept';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_revision_kept BEFORE UPDATE OR DELETE ON cases_revision
    FOR EACH ROW EXECUTE FUNCTION cases_revision_kept();

CREATE FUNCTION cases_part_of_revision_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM cases_revision
        WHERE id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.revision_id END,
                     CASE WHEN TG_OP <> 'DELETE' THEN NEW.revision_id END)
          AND state <> 'draft' AND NOT (TG_OP = 'DELETE' AND wiped_at IS NOT NULL)
    ) THEN
        RAISE EXCEPTION 'a revision stays as it was handed in'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_revision_kept';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_plate_kept BEFORE INSERT OR UPDATE OR DELETE ON cases_plate
    FOR EACH ROW EXECUTE FUNCTION cases_part_of_revision_kept();
CREATE TRIGGER cases_revision_topics_kept BEFORE INSERT OR UPDATE OR DELETE ON cases_revision_topics
    FOR EACH ROW EXECUTE FUNCTION cases_part_of_revision_kept();

CREATE FUNCTION cases_version_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.case_id, NEW.number, NEW.revision_id, NEW.published_at, NEW.published_by_id)
                IS NOT DISTINCT FROM
                (OLD.case_id, OLD.number, OLD.revision_id, OLD.published_at, OLD.published_by_id)
            AND (NEW.wiped_at IS NOT NULL OR (NEW.title, NEW.authors, NEW.notice)
                IS NOT DISTINCT FROM (OLD.title, OLD.authors, OLD.notice))
        THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'INSERT' AND EXISTS (
        SELECT FROM cases_revision WHERE id = NEW.revision_id AND state = 'accepted' AND case_id = NEW.case_id
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what is published was accepted, and stays as it is'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_version_kept';
END $$;
CREATE TRIGGER cases_version_kept BEFORE INSERT OR UPDATE OR DELETE ON cases_version
    FOR EACH ROW EXECUTE FUNCTION cases_version_kept();
"""
NOT_KEPT = """
DROP TRIGGER cases_version_kept ON cases_version;
DROP FUNCTION cases_version_kept();
DROP TRIGGER cases_revision_topics_kept ON cases_revision_topics;
DROP TRIGGER cases_plate_kept ON cases_plate;
DROP FUNCTION cases_part_of_revision_kept();
DROP TRIGGER cases_revision_kept ON cases_revision;
DROP FUNCTION cases_revision_kept();
"""
CHECKED = """
CREATE FUNCTION cases_revision_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = OLD.state THEN
        RETURN NEW;
    END IF;
    IF NEW.state = 'submitted'
        AND NOT EXISTS (SELECT FROM cases_case WHERE id = NEW.case_id AND is_sample)
        AND NOT EXISTS (SELECT FROM cases_consent WHERE case_id = NEW.case_id AND withdrawn_at IS NULL)
    THEN
        RAISE EXCEPTION 'nothing is handed in without the consent of the patient'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_consent_first';
    END IF;
    IF NEW.state = 'passed' AND (
        NOT EXISTS (SELECT FROM cases_privacycheck WHERE revision_id = NEW.id AND verdict = 'passed')
        OR EXISTS (
            SELECT FROM cases_plate WHERE revision_id = NEW.id AND NOT EXISTS (
                SELECT FROM cases_picturetick t JOIN cases_privacycheck c ON c.id = t.privacy_check_id
                WHERE t.plate_id = cases_plate.id AND c.revision_id = NEW.id AND t.has_no_text AND t.has_no_face
            )
        )
    ) THEN
        RAISE EXCEPTION 'every picture is looked at before a revision passes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_check_is_whole';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_revision_in_order BEFORE UPDATE ON cases_revision
    FOR EACH ROW EXECUTE FUNCTION cases_revision_in_order();

CREATE FUNCTION cases_nobody_judges_own() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) ->> TG_ARGV[0] = to_jsonb(OLD) ->> TG_ARGV[0] THEN
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT FROM cases_revision r JOIN cases_case c ON c.id = r.case_id
        WHERE r.id = NEW.revision_id AND (
            c.author_id = who
            OR EXISTS (SELECT FROM cases_author a WHERE a.case_id = c.id AND a.person_id = who)
        )
    ) THEN
        RAISE EXCEPTION 'nobody judges an own case'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_nobody_judges_own';
    END IF;
    IF TG_TABLE_NAME = 'cases_review' AND NOT EXISTS (
        SELECT FROM cases_revision WHERE id = NEW.revision_id AND passed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'nobody reviews what has not passed the privacy check'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_review_after_check';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_check_not_own BEFORE INSERT OR UPDATE ON cases_privacycheck
    FOR EACH ROW EXECUTE FUNCTION cases_nobody_judges_own('checker_id');
CREATE TRIGGER cases_review_not_own BEFORE INSERT OR UPDATE ON cases_review
    FOR EACH ROW EXECUTE FUNCTION cases_nobody_judges_own('reviewer_id');
CREATE TRIGGER cases_decision_not_own BEFORE INSERT OR UPDATE ON cases_decision
    FOR EACH ROW EXECUTE FUNCTION cases_nobody_judges_own('editor_id');
"""
NOT_CHECKED = """
DROP TRIGGER cases_decision_not_own ON cases_decision;
DROP TRIGGER cases_review_not_own ON cases_review;
DROP TRIGGER cases_check_not_own ON cases_privacycheck;
DROP FUNCTION cases_nobody_judges_own();
DROP TRIGGER cases_revision_in_order ON cases_revision;
DROP FUNCTION cases_revision_in_order();
"""
LISTED = """
CREATE FUNCTION cases_entry_can_be_read() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Whoever hides the case meanwhile waits, and then deletes this row too.
    PERFORM FROM cases_case WHERE id = NEW.case_id FOR SHARE;
    IF NOT EXISTS (SELECT FROM cases_case WHERE id = NEW.case_id AND state = 'published')
        OR EXISTS (SELECT FROM cases_consent WHERE case_id = NEW.case_id AND withdrawn_at IS NOT NULL)
    THEN
        RAISE EXCEPTION 'only what can be read is listed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_entry_can_be_read';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_entry_can_be_read BEFORE INSERT OR UPDATE ON cases_entry
    FOR EACH ROW EXECUTE FUNCTION cases_entry_can_be_read();

CREATE FUNCTION cases_case_leaves_index() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM cases_entry WHERE case_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_case_leaves_index AFTER UPDATE OF state ON cases_case
    FOR EACH ROW WHEN (NEW.state <> 'published') EXECUTE FUNCTION cases_case_leaves_index();

CREATE FUNCTION cases_consent_leaves_index() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM cases_entry WHERE case_id = NEW.case_id;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_consent_leaves_index AFTER UPDATE OF withdrawn_at ON cases_consent
    FOR EACH ROW WHEN (NEW.withdrawn_at IS NOT NULL) EXECUTE FUNCTION cases_consent_leaves_index();
"""
NOT_LISTED = """
DROP TRIGGER cases_consent_leaves_index ON cases_consent;
DROP FUNCTION cases_consent_leaves_index();
DROP TRIGGER cases_case_leaves_index ON cases_case;
DROP FUNCTION cases_case_leaves_index();
DROP TRIGGER cases_entry_can_be_read ON cases_entry;
DROP FUNCTION cases_entry_can_be_read();
"""
# Words are found with and without their accents, in all their forms.
WORDS = """
CREATE TEXT SEARCH CONFIGURATION cases_words (COPY = english);
ALTER TEXT SEARCH CONFIGURATION cases_words
    ALTER MAPPING FOR asciiword, word, asciihword, hword, hword_asciipart, hword_part
    WITH unaccent, english_stem;
"""
NO_WORDS = "DROP TEXT SEARCH CONFIGURATION cases_words;"


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RunSQL(CHECKED, NOT_CHECKED),
        migrations.RunSQL(LISTED, NOT_LISTED),
        migrations.RunSQL(WORDS, NO_WORDS),
    ]
