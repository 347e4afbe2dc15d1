from django.db import migrations

# Own questions stand still from the first answer on, core questions from the first survey opened with them.
# The lock of the survey waits for whoever is just answering: answering holds the survey FOR SHARE.
QUESTIONS = """
CREATE FUNCTION evaluations_question_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.survey_id ELSE OLD.survey_id END;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.survey_id IS DISTINCT FROM OLD.survey_id THEN
        RAISE EXCEPTION 'a question stays with its survey' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF own IS NOT NULL THEN
        PERFORM 1 FROM evaluations_survey WHERE id = own FOR UPDATE;
        IF EXISTS (SELECT 1 FROM evaluations_answersheet WHERE survey_id = own) THEN
            RAISE EXCEPTION 'the questions of a survey with answers are fixed'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF TG_OP <> 'INSERT'
        AND EXISTS (SELECT 1 FROM evaluations_survey_core_questions WHERE question_id = OLD.id)
        AND (TG_OP = 'DELETE'
             OR (to_jsonb(NEW) - '{is_retired,order}'::text[]) <> (to_jsonb(OLD) - '{is_retired,order}'::text[]))
    THEN
        RAISE EXCEPTION 'a core question that has been used is fixed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER evaluations_question_frozen BEFORE INSERT OR UPDATE OR DELETE ON evaluations_question
    FOR EACH ROW EXECUTE FUNCTION evaluations_question_frozen();
"""

# What a survey was opened with, it keeps; and what has been open never becomes a draft again.
SURVEYS = """
CREATE FUNCTION evaluations_core_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'a survey keeps the core questions it was opened with'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM evaluations_answersheet WHERE survey_id = NEW.survey_id)
        OR NOT EXISTS (SELECT 1 FROM evaluations_question WHERE id = NEW.question_id AND survey_id IS NULL)
    THEN
        RAISE EXCEPTION 'only core questions, and only before the first answer'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER evaluations_core_kept BEFORE INSERT OR UPDATE OR DELETE ON evaluations_survey_core_questions
    FOR EACH ROW EXECUTE FUNCTION evaluations_core_kept();
CREATE FUNCTION evaluations_no_draft_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a survey that has been open is no draft any more'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER evaluations_no_draft_again BEFORE UPDATE ON evaluations_survey
    FOR EACH ROW WHEN (OLD.state <> 'draft' AND NEW.state = 'draft')
    EXECUTE FUNCTION evaluations_no_draft_again();
"""
ALLOW = """
DROP TRIGGER evaluations_no_draft_again ON evaluations_survey;
DROP TRIGGER evaluations_core_kept ON evaluations_survey_core_questions;
DROP TRIGGER evaluations_question_frozen ON evaluations_question;
DROP FUNCTION evaluations_no_draft_again();
DROP FUNCTION evaluations_core_kept();
DROP FUNCTION evaluations_question_frozen();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0001_initial'),
    ]

    operations = [migrations.RunSQL(QUESTIONS + SURVEYS, ALLOW)]
