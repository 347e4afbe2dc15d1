"""Rules that span tables, kept where no forgotten lock and no raw SQL can pass them (design §5.2)."""

from django.db import migrations

RULES = """
CREATE FUNCTION registrations_seat_within_capacity() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE places integer;
BEGIN
    SELECT capacity INTO places FROM registrations_event WHERE id = NEW.event_id FOR SHARE;
    IF places IS NULL OR NEW.number > places THEN
        RAISE EXCEPTION 'seat % of an event with % places', NEW.number, coalesce(places::text, 'unlimited')
            USING ERRCODE = 'check_violation', CONSTRAINT = 'registrations_seat_within_capacity';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER registrations_seat_within_capacity BEFORE INSERT OR UPDATE ON registrations_seat
    FOR EACH ROW EXECUTE FUNCTION registrations_seat_within_capacity();

CREATE FUNCTION registrations_capacity_covers_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM registrations_seat
               WHERE event_id = NEW.id AND (NEW.capacity IS NULL OR number > NEW.capacity)) THEN
        RAISE EXCEPTION 'there are seats above the new number of places'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'registrations_capacity_covers_seats';
    END IF;
    IF OLD.capacity IS NULL AND NEW.capacity IS NOT NULL AND EXISTS (
            SELECT 1 FROM registrations_registration
            WHERE event_id = NEW.id AND state = 'confirmed' AND seat_id IS NULL) THEN
        RAISE EXCEPTION 'people are confirmed without a seat'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'registrations_capacity_covers_confirmed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER registrations_capacity_covers_seats BEFORE UPDATE OF capacity ON registrations_event
    FOR EACH ROW WHEN (NEW.capacity IS DISTINCT FROM OLD.capacity)
    EXECUTE FUNCTION registrations_capacity_covers_seats();

CREATE FUNCTION registrations_confirmed_holds_seat() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE seat_event bigint; places integer;
BEGIN
    IF NEW.seat_id IS NOT NULL THEN
        SELECT event_id INTO seat_event FROM registrations_seat WHERE id = NEW.seat_id;
        IF seat_event IS DISTINCT FROM NEW.event_id THEN
            RAISE EXCEPTION 'seat % belongs to another event', NEW.seat_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'registrations_seat_of_same_event';
        END IF;
    ELSIF NEW.state = 'confirmed' THEN
        SELECT capacity INTO places FROM registrations_event WHERE id = NEW.event_id FOR SHARE;
        IF places IS NOT NULL THEN
            RAISE EXCEPTION 'confirmed without a seat at an event with % places', places
                USING ERRCODE = 'check_violation', CONSTRAINT = 'registrations_confirmed_holds_seat';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER registrations_confirmed_holds_seat BEFORE INSERT OR UPDATE ON registrations_registration
    FOR EACH ROW EXECUTE FUNCTION registrations_confirmed_holds_seat();
"""
NO_RULES = """
DROP TRIGGER registrations_confirmed_holds_seat ON registrations_registration;
DROP FUNCTION registrations_confirmed_holds_seat();
DROP TRIGGER registrations_capacity_covers_seats ON registrations_event;
DROP FUNCTION registrations_capacity_covers_seats();
DROP TRIGGER registrations_seat_within_capacity ON registrations_seat;
DROP FUNCTION registrations_seat_within_capacity();
"""

# What a visitor sees of an event: the event itself and which seats are held. Cached pages ask this number,
# so they are never stale; it moves only when one of the two does.
VERSION = """
CREATE FUNCTION registrations_event_raise_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER registrations_event_raise_version BEFORE UPDATE ON registrations_event
    FOR EACH ROW EXECUTE FUNCTION registrations_event_raise_version();

CREATE FUNCTION registrations_touch_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE registrations_event SET version = version
        WHERE id = coalesce(NEW.event_id, OLD.event_id);
    RETURN NULL;
END $$;
CREATE TRIGGER registrations_seat_touches_event AFTER INSERT OR UPDATE OR DELETE ON registrations_seat
    FOR EACH ROW EXECUTE FUNCTION registrations_touch_event();
CREATE TRIGGER registrations_holder_touches_event AFTER UPDATE OF seat_id ON registrations_registration
    FOR EACH ROW WHEN (NEW.seat_id IS DISTINCT FROM OLD.seat_id) EXECUTE FUNCTION registrations_touch_event();
CREATE TRIGGER registrations_new_holder_touches_event AFTER INSERT ON registrations_registration
    FOR EACH ROW WHEN (NEW.seat_id IS NOT NULL) EXECUTE FUNCTION registrations_touch_event();
CREATE TRIGGER registrations_lost_holder_touches_event AFTER DELETE ON registrations_registration
    FOR EACH ROW WHEN (OLD.seat_id IS NOT NULL) EXECUTE FUNCTION registrations_touch_event();
"""
NO_VERSION = """
DROP TRIGGER registrations_lost_holder_touches_event ON registrations_registration;
DROP TRIGGER registrations_new_holder_touches_event ON registrations_registration;
DROP TRIGGER registrations_holder_touches_event ON registrations_registration;
DROP TRIGGER registrations_seat_touches_event ON registrations_seat;
DROP FUNCTION registrations_touch_event();
DROP TRIGGER registrations_event_raise_version ON registrations_event;
DROP FUNCTION registrations_event_raise_version();
"""


class Migration(migrations.Migration):
    dependencies = [("registrations", "0001_initial")]
    operations = [migrations.RunSQL(RULES, NO_RULES), migrations.RunSQL(VERSION, NO_VERSION)]
