"""Steps of data.py for the figures: years of a programme with 100,000 people, as they would stand in the database."""

import time
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from _bench.seeding import _staff
from _bench.studying import _furnish
from accounts.models import User
from assessments.models import QuestionVersion
from assessments.tests.factories import AssessmentFactory, QuestionFactory
from hubs.models import Hub, Membership
from impact.actions import snapshots
from levels.models import Evidence, Level
from pathway.demo.people import make_crowd
from registrations.models import Event, EventKind

DOMAIN = "impact.bench.invalid"
EVENTS = 30
TOPICS = ["bundles", "stewardship", "source-control", "biomarkers", "children"]

# `one` is a number from 0 to 1, of a person or of a person and something else: the same in every bench.
_ONE = "(mod(({seed}) * 2654435761::numeric, 1000003) / 1000003)"

_PEOPLE = f"""
    UPDATE accounts_user SET date_joined = now() - interval '1 day' * (20 + 600 * {_ONE.format(seed="id")})
     WHERE email LIKE '%%@{DOMAIN}';
    UPDATE levels_enrolment SET enrolled_at = person.date_joined + interval '1 hour'
      FROM accounts_user person WHERE person.id = user_id AND person.email LIKE '%%@{DOMAIN}';
    INSERT INTO accounts_historicalprofile (id, user_id, country, profession, specialty, career_stage, workplace,
           is_esicm_member, updated_at, history_date, history_type)
    SELECT profile.id, user_id, country, profession, specialty, career_stage, workplace, is_esicm_member, updated_at,
           date_joined, '+'
      FROM accounts_profile profile JOIN accounts_user person ON person.id = user_id WHERE email LIKE '%%@{DOMAIN}';
    INSERT INTO accounts_historicalprofile (id, user_id, country, profession, specialty, career_stage, workplace,
           is_esicm_member, updated_at, history_date, history_type)
    SELECT profile.id, user_id, 'DE', profession, specialty, 'established', workplace, is_esicm_member, updated_at,
           date_joined + interval '90 days', '~'
      FROM accounts_profile profile JOIN accounts_user person ON person.id = user_id
     WHERE email LIKE '%%@{DOMAIN}' AND user_id %% 20 = 0;
    INSERT INTO accounts_consent (user_id, kind, wording, given_at)
    SELECT id, 'hub', '2026-11', date_joined FROM accounts_user WHERE email LIKE '%%@{DOMAIN}' AND id %% 10 < 7
"""
_OPENED = f"""
    INSERT INTO levels_levelenrolment (enrolment_id, level_id, opened_at, standing, taken_back_because)
    SELECT enrolment.id, level.id, enrolled_at, '{{}}', '' FROM levels_enrolment enrolment
     CROSS JOIN levels_level level JOIN accounts_user person ON person.id = user_id
     WHERE person.email LIKE '%%@{DOMAIN}' ON CONFLICT DO NOTHING;
    UPDATE levels_levelenrolment opened
       SET completed_at = opened_at + interval '60 days', score = 7000 + enrolment_id %% 3000,
           standing = '{{"of": 4, "have": 4, "is_met": true, "groups": []}}'
      FROM levels_enrolment enrolment JOIN accounts_user person ON person.id = user_id
     WHERE enrolment.id = enrolment_id AND person.email LIKE '%%@{DOMAIN}'
       AND {_ONE.format(seed="enrolment_id * 7 + level_id")} < 0.5 AND opened_at < now() - interval '61 days'
"""
_STUDIED = """
    INSERT INTO levels_evidence (person_id, kind, resource_id, resource_version, data, happened_at, received_at)
    SELECT user_id, 'opened', resource.id, 1, '{}', enrolled_at + interval '1 day' * (resource.id %% 50), now()
      FROM levels_enrolment CROSS JOIN levels_resource resource WHERE resource.slug LIKE 'bench-%%';
    INSERT INTO levels_progress (person_id, resource_id, opened_at, last_at, covered, position, detail, done_at, done_version)
    SELECT user_id, resource.id, enrolled_at + interval '1 day' * (resource.id %% 50), enrolled_at + interval '1 day'
           * (resource.id %% 50), 0, 0, '{}', CASE WHEN user_id %% 3 < 2 THEN enrolled_at + interval '50 days' END,
           CASE WHEN user_id %% 3 < 2 THEN 1 END
      FROM levels_enrolment CROSS JOIN levels_resource resource WHERE resource.slug LIKE 'bench-%%'
    ON CONFLICT DO NOTHING
"""
_TESTED = f"""
    WITH attempts AS (
        INSERT INTO assessments_attempt (public_id, assessment_id, person_id, number, state, started_at, ended_at, ended_by,
               score, is_passed, pass_mark, extra_percent)
        SELECT gen_random_uuid(), %(assessment)s, user_id, 1, 'scored', enrolled_at + %(days)s * interval '1 day',
               enrolled_at + %(days)s * interval '1 day', 'person',
               (%(least)s + {_ONE.format(seed="user_id * 13 + %(assessment)s")} * %(reach)s)::integer, true, 0, 0
          FROM levels_enrolment WHERE {_ONE.format(seed="user_id * 3 + %(assessment)s")} < %(share)s
        RETURNING id, person_id, score)
    INSERT INTO assessments_result (assessment_id, person_id, attempt_id, score, is_passed, changed_at)
    SELECT %(assessment)s, person_id, id, score, true, now() FROM attempts;
    INSERT INTO assessments_attemptquestion (attempt_id, "order", version_id, option_order, revision, is_flagged, is_counted,
           remark, points)
    SELECT attempt.id, place.number, (%(versions)s::bigint[])[place.number], '{{}}', 1, false, true, '',
           CASE WHEN {_ONE.format(seed="attempt.id * 11 + place.number")} * 10000 < attempt.score THEN 100 ELSE 0 END
      FROM assessments_attempt attempt CROSS JOIN generate_series(1, 10) AS place (number)
     WHERE attempt.assessment_id = %(assessment)s
"""
_CAME = f"""
    INSERT INTO registrations_registration (event_id, user_id, state, rule, home, motivation, requested_at, state_since,
           decline_reason)
    SELECT %(event)s, profile.user_id, 'confirmed', 'unlimited', country, '', %(day)s - interval '20 days',
           %(day)s - interval '20 days', ''
      FROM accounts_profile profile JOIN accounts_user person ON person.id = user_id
     WHERE email LIKE '%%@{DOMAIN}' AND {_ONE.format(seed="user_id * 17 + %(event)s")} < 0.02;
    INSERT INTO registrations_attendance (session_id, registration_id, minutes, method, recorded_at, reason)
    SELECT session.id, registration.id, 120, 'hand', %(day)s, ''
      FROM registrations_registration registration JOIN registrations_session session USING (event_id)
     WHERE event_id = %(event)s AND registration.id %% 10 < 8
"""


def reach(number):
    """So many people with all that they have reached; returns how much of it there is."""
    levels = list(Level.objects.order_by("number"))
    for level in levels:
        _furnish(level)
    make_crowd(number, domain=DOMAIN)
    _run(_PEOPLE)
    _run(_OPENED)
    _run(_STUDIED)
    versions = _versions()
    for level in levels[:2]:
        _test(level, versions)
    for number in range(EVENTS):
        _hold_event(number)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {
        "people": User.objects.filter(email__endswith=f"@{DOMAIN}").count(),
        "evidence": Evidence.objects.count(),
    }


def _versions():
    made = [QuestionFactory(topic=topic) for topic in TOPICS for _n in range(2)]
    versions = [question.current_id for question in made]
    QuestionVersion.objects.filter(pk__in=versions).update(frozen_at=timezone.now())
    return versions


def _test(level, versions):
    level.pretest = level.pretest or AssessmentFactory(questions=0, title=f"Before level {level.number}")
    level.posttest = level.posttest or AssessmentFactory(questions=0, title=f"After level {level.number}")
    level.save(update_fields=["pretest", "posttest"])
    for assessment, days, least, reach, share in (
        (level.pretest_id, 2, 3500, 5000, 0.8),
        (level.posttest_id, 55, 5500, 4500, 0.55),
    ):
        job = {"assessment": assessment, "days": days, "least": least, "reach": reach, "share": share}
        _run(_TESTED, job | {"versions": versions})


def _hold_event(number):
    starts = timezone.now() - timedelta(days=20 + 18 * number)
    hub = Hub.objects.order_by("country")[number % 5] if number % 3 else None
    event = Event.objects.create(
        slug=f"impact-bench-{number}",
        title=f"Evening {number}",
        kind=EventKind.WEBINAR,
        hub=hub,
        summary="Cases.",
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        place="Online",
        is_online=True,
        is_published=True,
    )
    event.sessions.create(title="Evening", starts_at=event.starts_at, ends_at=event.ends_at)
    _run(_CAME, {"event": event.pk, "day": starts})


def _run(statements, job=None):
    with connection.cursor() as cursor:
        for statement in statements.split(";\n"):
            cursor.execute(statement, job or {})


def count_figures():
    """Seconds of a snapshot, and how many cells it has."""
    began = time.monotonic()
    snapshot = snapshots.take()
    return {"seconds": time.monotonic() - began, "cells": snapshot.cells.count()}


def dashboards(paths, hub_paths, times):
    """Queries and seconds of each page, the last as the coordinator of Poland."""
    hub = Hub.objects.get(country="PL")
    coordinator = User.objects.filter(email__endswith=f"@{DOMAIN}", profile__country="PL").first()
    Membership.objects.get_or_create(hub=hub, user=coordinator)
    return _look(_staff(), paths, times) | _look(coordinator, hub_paths, times)


def _look(user, paths, times):
    client, found = Client(SERVER_NAME="127.0.0.1"), {}
    client.force_login(user)
    for path in paths:
        answer = client.get(path, secure=True)
        seconds = []
        for _time in range(times):
            with CaptureQueriesContext(connection) as queries:
                began = time.perf_counter()
                client.get(path, secure=True)
                seconds.append(time.perf_counter() - began)
        found[path] = {"queries": len(queries), "seconds": seconds, "status": answer.status_code}
    return found


STEPS = (reach, count_figures, dashboards)
