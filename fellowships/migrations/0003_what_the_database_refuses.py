"""Rules of an open call, merit lists and runs stay as they are, whoever writes to the database."""

from django.db import migrations

RULES = """
CREATE FUNCTION fellowships_rules_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.opened_at IS NOT NULL AND (
        TG_OP = 'DELETE'
        OR (NEW.fellowships, NEW.bursary, NEW.level_1_weight, NEW.level_2_weight, NEW.rubric_weight,
            NEW.is_pilot_first_on_tie, NEW.does_minimum_bind_replacements, NEW.offer_days, NEW.later_offer_days,
            NEW.last_offer_days, NEW.is_blind, NEW.reviews_each, NEW.third_review_spread, NEW.time_zone,
            NEW.rules, NEW.rules_hash, NEW.seed, NEW.seal, NEW.opened_at)
        IS DISTINCT FROM
           (OLD.fellowships, OLD.bursary, OLD.level_1_weight, OLD.level_2_weight, OLD.rubric_weight,
            OLD.is_pilot_first_on_tie, OLD.does_minimum_bind_replacements, OLD.offer_days, OLD.later_offer_days,
            OLD.last_offer_days, OLD.is_blind, OLD.reviews_each, OLD.third_review_spread, OLD.time_zone,
            OLD.rules, OLD.rules_hash, OLD.seed, OLD.seal, OLD.opened_at)
    ) THEN
        RAISE EXCEPTION 'the rules of a call stay as they were published'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fellowships_rules_kept';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fellowships_rules_kept BEFORE UPDATE OR DELETE ON fellowships_call
    FOR EACH ROW EXECUTE FUNCTION fellowships_rules_kept();

CREATE FUNCTION fellowships_part_of_rules_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    calls bigint[];
BEGIN
    IF TG_TABLE_NAME = 'fellowships_anchor' THEN
        SELECT array_agg(call_id) INTO calls FROM fellowships_criterion WHERE id IN (
            CASE WHEN TG_OP <> 'INSERT' THEN OLD.criterion_id END,
            CASE WHEN TG_OP <> 'DELETE' THEN NEW.criterion_id END
        );
    ELSE
        calls := ARRAY[
            CASE WHEN TG_OP <> 'INSERT' THEN OLD.call_id END,
            CASE WHEN TG_OP <> 'DELETE' THEN NEW.call_id END
        ];
    END IF;
    IF EXISTS (SELECT FROM fellowships_call WHERE id = ANY (calls) AND opened_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the rules of a call stay as they were published'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fellowships_rules_kept';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fellowships_group_kept BEFORE INSERT OR UPDATE OR DELETE ON fellowships_prioritygroup
    FOR EACH ROW EXECUTE FUNCTION fellowships_part_of_rules_kept();
CREATE TRIGGER fellowships_eligibility_kept BEFORE INSERT OR UPDATE OR DELETE ON fellowships_eligibilityrule
    FOR EACH ROW EXECUTE FUNCTION fellowships_part_of_rules_kept();
CREATE TRIGGER fellowships_criterion_kept BEFORE INSERT OR UPDATE OR DELETE ON fellowships_criterion
    FOR EACH ROW EXECUTE FUNCTION fellowships_part_of_rules_kept();
CREATE TRIGGER fellowships_anchor_kept BEFORE INSERT OR UPDATE OR DELETE ON fellowships_anchor
    FOR EACH ROW EXECUTE FUNCTION fellowships_part_of_rules_kept();
"""
RULES_NOT_KEPT = """
DROP TRIGGER fellowships_anchor_kept ON fellowships_anchor;
DROP TRIGGER fellowships_criterion_kept ON fellowships_criterion;
DROP TRIGGER fellowships_eligibility_kept ON fellowships_eligibilityrule;
DROP TRIGGER fellowships_group_kept ON fellowships_prioritygroup;
DROP FUNCTION fellowships_part_of_rules_kept();
DROP TRIGGER fellowships_rules_kept ON fellowships_call;
DROP FUNCTION fellowships_rules_kept();
"""
DECIDED = """
CREATE FUNCTION fellowships_decided_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was ranked and decided stays as it is'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'fellowships_decided_kept';
END $$;
CREATE TRIGGER fellowships_snapshot_kept BEFORE UPDATE OR DELETE ON fellowships_snapshot
    FOR EACH ROW EXECUTE FUNCTION fellowships_decided_kept();
CREATE TRIGGER fellowships_row_kept BEFORE UPDATE OR DELETE ON fellowships_snapshotrow
    FOR EACH ROW EXECUTE FUNCTION fellowships_decided_kept();
CREATE TRIGGER fellowships_turn_kept BEFORE UPDATE OR DELETE ON fellowships_turn
    FOR EACH ROW EXECUTE FUNCTION fellowships_decided_kept();
CREATE TRIGGER fellowships_signature_kept BEFORE UPDATE OR DELETE ON fellowships_signoff
    FOR EACH ROW EXECUTE FUNCTION fellowships_decided_kept();

CREATE FUNCTION fellowships_run_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'proposed'
            OR (NEW.call_id, NEW.snapshot_id, NEW.number, NEW.facts, NEW.fingerprint, NEW.code_version,
                NEW.proposed_at, NEW.proposed_by_id)
            IS DISTINCT FROM (OLD.call_id, OLD.snapshot_id, OLD.number, OLD.facts, OLD.fingerprint,
                OLD.code_version, OLD.proposed_at, OLD.proposed_by_id) THEN
        RAISE EXCEPTION 'what was ranked and decided stays as it is'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fellowships_decided_kept';
    END IF;
    IF NEW.state = 'signed' AND (SELECT count(*) FROM fellowships_signoff WHERE run_id = NEW.id) < 2 THEN
        RAISE EXCEPTION 'two people sign'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fellowships_run_signed_by_two';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fellowships_run_kept BEFORE UPDATE OR DELETE ON fellowships_run
    FOR EACH ROW EXECUTE FUNCTION fellowships_run_kept();
"""
DECIDED_NOT_KEPT = """
DROP TRIGGER fellowships_run_kept ON fellowships_run;
DROP FUNCTION fellowships_run_kept();
DROP TRIGGER fellowships_signature_kept ON fellowships_signoff;
DROP TRIGGER fellowships_turn_kept ON fellowships_turn;
DROP TRIGGER fellowships_row_kept ON fellowships_snapshotrow;
DROP TRIGGER fellowships_snapshot_kept ON fellowships_snapshot;
DROP FUNCTION fellowships_decided_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("fellowships", "0002_rounds")]

    operations = [
        migrations.RunSQL(RULES, RULES_NOT_KEPT),
        migrations.RunSQL(DECIDED, DECIDED_NOT_KEPT),
    ]
