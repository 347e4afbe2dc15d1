"""Milestones, gathered from the records of all apps into a table that lives as long as the transaction.

Nothing is kept up to date and nothing can go stale: each count starts from the records themselves. Whoever works for the
portal (`is_staff`) is not counted anywhere.
"""

from contextlib import contextmanager

from django.db import connection, transaction

from impact.models import Milestone

_COLUMNS = """
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, step varchar(10) NOT NULL, person bigint NOT NULL,
    at timestamptz NOT NULL, level smallint NOT NULL, event bigint NOT NULL, value integer, passed boolean,
    country varchar(2) NOT NULL, profession varchar(20) NOT NULL, career_stage varchar(20) NOT NULL
"""

# One row for each thing reached: step, person, at, level, event, value, passed, home (the country where it is dated already).
_REACHED = """
    SELECT 'joined', id, date_joined, 0, 0, NULL::integer, NULL::boolean, NULL::varchar
      FROM accounts_user WHERE EXISTS (SELECT FROM accounts_profile WHERE user_id = accounts_user.id)
    UNION ALL
    SELECT 'enrolled', user_id, min(enrolled_at), 0, 0, NULL, NULL, NULL FROM levels_enrolment GROUP BY user_id
    UNION ALL
    SELECT 'opened', enrolment.user_id, opened.opened_at, level.number, 0, NULL, NULL, NULL
      FROM levels_levelenrolment opened
      JOIN levels_enrolment enrolment ON enrolment.id = opened.enrolment_id
      JOIN levels_level level ON level.id = opened.level_id
    UNION ALL
    SELECT 'started', progress.person_id, min(progress.opened_at), level.number, 0, NULL, NULL, NULL
      FROM levels_progress progress
      JOIN levels_resource resource ON resource.id = progress.resource_id
      JOIN levels_module module ON module.id = resource.module_id
      JOIN levels_level level ON level.id = module.level_id
     GROUP BY progress.person_id, level.number
    UNION ALL
    SELECT 'pretest', result.person_id, attempt.ended_at, level.number, 0, result.score, result.is_passed, NULL
      FROM assessments_result result
      JOIN assessments_attempt attempt ON attempt.id = result.attempt_id
      JOIN levels_level level ON level.pretest_id = result.assessment_id
    UNION ALL
    SELECT 'posttest', result.person_id, attempt.ended_at, level.number, 0, result.score, result.is_passed, NULL
      FROM assessments_result result
      JOIN assessments_attempt attempt ON attempt.id = result.attempt_id
      JOIN levels_level level ON level.posttest_id = result.assessment_id
    UNION ALL
    SELECT 'assessed', result.person_id, min(attempt.ended_at), level.number, 0, max(result.score),
           bool_and(result.is_passed), NULL
      FROM assessments_result result
      JOIN assessments_attempt attempt ON attempt.id = result.attempt_id
      JOIN (SELECT DISTINCT resource.assessment_id, module.level_id FROM levels_resource resource
              JOIN levels_module module ON module.id = resource.module_id) asked
        ON asked.assessment_id = result.assessment_id
      JOIN levels_level level ON level.id = asked.level_id
     GROUP BY result.person_id, level.number
    UNION ALL
    SELECT 'completed', enrolment.user_id, opened.completed_at, level.number, 0, opened.score, NULL, NULL
      FROM levels_levelenrolment opened
      JOIN levels_enrolment enrolment ON enrolment.id = opened.enrolment_id
      JOIN levels_level level ON level.id = opened.level_id
     WHERE opened.completed_at IS NOT NULL AND opened.taken_back_at IS NULL
    UNION ALL
    SELECT 'certified', certificate.holder_id, min(certificate.issued_at), 0, 0, NULL, NULL, NULL
      FROM certificates_certificate certificate
     WHERE certificate.holder_id IS NOT NULL AND certificate.revoked_at IS NULL
       AND NOT EXISTS (SELECT FROM certificates_certificate newer WHERE newer.replaces_id = certificate.id)
     GROUP BY certificate.holder_id
    UNION ALL
    SELECT 'asked', user_id, min(requested_at), 0, event_id, NULL, NULL, (array_agg(home ORDER BY requested_at))[1]
      FROM registrations_registration GROUP BY user_id, event_id
    UNION ALL
    SELECT 'seated', user_id, state_since, 0, event_id, NULL, NULL, home
      FROM registrations_registration WHERE state = 'confirmed'
    UNION ALL
    SELECT CASE WHEN there.minutes > 0 THEN 'attended' ELSE 'missed' END, registration.user_id,
           COALESCE(event.ends_at, registration.state_since), 0, event.id, there.minutes, NULL, registration.home
      FROM registrations_registration registration
      JOIN registrations_event event ON event.id = registration.event_id
      LEFT JOIN registrations_closing closing ON closing.event_id = event.id
     CROSS JOIN LATERAL (SELECT COALESCE(sum(minutes), 0)::integer AS minutes FROM registrations_attendance
                          WHERE registration_id = registration.id) there
     CROSS JOIN LATERAL (SELECT COALESCE(sum(floor(extract(epoch FROM ends_at - starts_at) / 60)), 0)::integer AS minutes
                           FROM registrations_session WHERE event_id = event.id) whole
     WHERE registration.state = 'confirmed' AND event.cancelled_at IS NULL
       AND (there.minutes > 0 AND there.minutes * 100 >= event.minimum_attendance * whole.minutes
            OR there.minutes = 0 AND closing.id IS NOT NULL)
"""

# What people said of themselves, and from when until when they said so; the first word also counts for the time before it.
_SAID = """
    SELECT user_id, country, profession, career_stage,
           CASE WHEN lag(history_date) OVER said IS NULL THEN '-infinity' ELSE history_date END AS since,
           COALESCE(lead(history_date) OVER said, 'infinity') AS until
      FROM accounts_historicalprofile WHERE history_type <> '-'
    WINDOW said AS (PARTITION BY user_id ORDER BY history_date, history_id)
    UNION ALL
    SELECT user_id, country, profession, career_stage, '-infinity', 'infinity' FROM accounts_profile profile
     WHERE NOT EXISTS (SELECT FROM accounts_historicalprofile WHERE user_id = profile.user_id AND history_type <> '-')
"""

_INSERT = f"""
    INSERT INTO impact_milestone
           (step, person, at, level, event, value, passed, country, profession, career_stage)
    SELECT reached.step, reached.person, reached.at, reached.level, reached.event, reached.value, reached.passed,
           COALESCE(reached.home, said.country, ''), COALESCE(said.profession, ''), COALESCE(said.career_stage, '')
      FROM ({_REACHED}) AS reached (step, person, at, level, event, value, passed, home)
      JOIN accounts_user person ON person.id = reached.person AND NOT person.is_staff
      LEFT JOIN ({_SAID}) AS said
        ON said.user_id = reached.person AND said.since <= reached.at AND reached.at < said.until
"""  # noqa: S608  made of constants


@contextmanager
def milestones():
    """Inside it `Milestone.objects` has all that people have reached, as of the records at this moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE impact_milestone ({_COLUMNS}) ON COMMIT DROP")
        cursor.execute(_INSERT)
        cursor.execute("ANALYZE impact_milestone")
        yield Milestone.objects
        cursor.execute("DROP TABLE impact_milestone")
