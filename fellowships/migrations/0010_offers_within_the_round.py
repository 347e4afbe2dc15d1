"""Nobody is offered what is not there: a fellowship beyond the call's number, a place beyond the centre's."""

from django.db import migrations, models
from django.db.models import Q

OFFERS = """
CREATE FUNCTION fellowships_offer_holds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_call bigint;
    total integer;
    seats record;
BEGIN
    IF NEW.state NOT IN ('sent', 'accepted') OR TG_OP = 'UPDATE' AND OLD.state IN ('sent', 'accepted')
            AND OLD.offering_id IS NOT DISTINCT FROM NEW.offering_id THEN
        RETURN NEW;
    END IF;
    SELECT call_id INTO its_call FROM fellowships_application WHERE id = NEW.application_id;
    -- Two who do this at once: the second waits here, and counts what the first did.
    SELECT fellowships INTO total FROM fellowships_call WHERE id = its_call FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM fellowships_run WHERE id = NEW.run_id AND call_id = its_call AND state = 'signed') THEN
        RAISE EXCEPTION 'an offer comes from a run of its call that two have signed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fellowships_offer_was_signed';
    END IF;
    IF (SELECT count(*) FROM fellowships_offer o JOIN fellowships_application a ON a.id = o.application_id
            WHERE a.call_id = its_call AND o.state IN ('sent', 'accepted') AND o.id <> NEW.id) >= total THEN
        RAISE EXCEPTION 'all fellowships of the call are held'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fellowships_offer_within_the_call';
    END IF;
    IF NEW.offering_id IS NULL THEN RETURN NEW; END IF;
    SELECT call_id, places, withdrawn_at INTO seats FROM fellowships_offering WHERE id = NEW.offering_id
        FOR NO KEY UPDATE;
    IF seats.call_id <> its_call OR seats.withdrawn_at IS NOT NULL OR seats.places <= (
            SELECT count(*) FROM fellowships_offer
            WHERE offering_id = NEW.offering_id AND state IN ('sent', 'accepted') AND id <> NEW.id) THEN
        RAISE EXCEPTION 'this centre has no free place in the call'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fellowships_offer_within_the_centre';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fellowships_offer_holds BEFORE INSERT OR UPDATE ON fellowships_offer
    FOR EACH ROW EXECUTE FUNCTION fellowships_offer_holds();

CREATE FUNCTION fellowships_places_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.places < OLD.places AND NEW.places < (
            SELECT count(*) FROM fellowships_offer WHERE offering_id = NEW.id AND state IN ('sent', 'accepted')) THEN
        RAISE EXCEPTION 'more people hold a place at this centre'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fellowships_places_held';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fellowships_places_held BEFORE UPDATE ON fellowships_offering
    FOR EACH ROW EXECUTE FUNCTION fellowships_places_held();
"""
OFFERS_ANYHOW = """
DROP TRIGGER fellowships_places_held ON fellowships_offering;
DROP FUNCTION fellowships_places_held();
DROP TRIGGER fellowships_offer_holds ON fellowships_offer;
DROP FUNCTION fellowships_offer_holds();
"""


class Migration(migrations.Migration):
    dependencies = [("fellowships", "0009_invitations_by_address")]

    operations = [
        migrations.RemoveConstraint(model_name="offer", name="fellowships_offer_has_centre"),
        migrations.RemoveConstraint(model_name="turn", name="fellowships_turn_outcome_is_whole"),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.CheckConstraint(
                condition=Q(outcome="reserve", offering=None, basis="", reserve__isnull=False)
                | Q(outcome="held", basis="", reserve=None)
                | Q(
                    outcome="placed",
                    offering__isnull=False,
                    basis__in=["open", "kept", "released"],
                    reserve=None,
                ),
                name="fellowships_turn_outcome_is_whole",
            ),
        ),
        migrations.RunSQL(OFFERS, OFFERS_ANYHOW),
    ]
