"""Credits for being at an event, and for teaching there.

Live credits follow the minutes that people were really there: what they watch afterwards is never attendance
(programme-facts A3). Teaching has accreditations of its own (A15).
"""

from collections import defaultdict

from accounts.models import Profile
from certificates.credit import crediting, saying, stating
from certificates.models import Form
from registrations.models import Attendance, Method, Stay
from registrations.presence import spans_within


def lines_for(event, registrations):
    """`{registration.pk: (CreditLine, …)}` for being there. As many queries for thousands as for one."""
    return {pk: facts["credits"] for pk, facts in facts_for(event, registrations).items()}


def facts_for(event, registrations):
    """`{registration.pk: {…}}`: what `Facts` of attending say about credits, to be handed on as they are."""
    people = {registration.pk: registration.user_id for registration in registrations}
    return _facts(event, Form.LIVE, people, lambda sessions: _there(sessions, people))


def teaching_facts_for(event, minutes):
    """The same for teaching: `{user_id: {…}}` from `{user_id: minutes taught}`.

    When in the event that was is not known: they are spread over its half days as these were planned.
    """
    people = {person: person for person in minutes}
    return _facts(event, Form.TEACHING, people, lambda sessions: _teaching(sessions, minutes))


def most_of(event, accreditation, sessions):
    """What being there from the first to the last minute earns, in hundredths, for whom it earns anything."""
    planned = _planned(sessions, event.zone, accreditation.half_day_at)
    anyone = (accreditation.professions or [""])[0]
    return crediting.reckon(accreditation, planned, profession=anyone).amount


def said_of(event, sessions):
    """What the page of an event, with `accredited` fetched along, says of live credits."""
    rows = (saying.read(facts) for facts in event.accredited if facts["form"] == Form.LIVE)
    said = (saying.said(row, row.is_granted and most_of(event, row, sessions)) for row in rows)
    return [one for one in said if one]


def _facts(event, form, people, presence_of):
    """`presence_of(sessions)`: `{key: [(minutes, spans), …]}`, minutes that lie somewhere in stretches of time."""
    accreditations = _speaking(event, form)
    note = stating.note(accreditations)
    facts = {key: {"accreditation_note": note, "credits": (), "uncredited": ()} for key in people}
    granted = [one for one in accreditations if one.is_granted]
    if granted:
        sessions = list(event.sessions.all())
        presence, professions = presence_of(sessions), _professions(people)
    for accreditation in granted:
        noon = accreditation.half_day_at
        planned = _planned(sessions, event.zone, noon)
        for key, person in people.items():
            attended = _in_half_days(presence.get(key, []), event.zone, noon)
            profession = professions.get(person, "")
            found = crediting.reckon(accreditation, attended, profession=profession, planned=planned)
            for name, lines in found.facts(accreditation).items():
                facts[key][name] += lines
    return facts


def _speaking(event, form):
    """Accreditations of which anything may be said."""
    rows = event.accreditations.select_related("accreditor").order_by("pk")
    return [row for row in rows if row.form == form and row.is_said]


def _professions(people):
    return dict(Profile.objects.filter(user__in=people.values()).values_list("user", "profession"))


def _there(sessions, people):
    """Where there are stays, these say in which half day somebody was there; else the plan of the session does."""
    by_session = {session.pk: session for session in sessions}
    stays = defaultdict(list)
    rows = Stay.objects.filter(session__in=by_session, registration__in=people)
    for session, registration, came, left in rows.values_list(
        "session", "registration", "came_at", "left_at"
    ):
        stays[session, registration].append((came, left))
    there = defaultdict(list)
    for row in Attendance.objects.filter(session__in=by_session, registration__in=people):
        session = by_session[row.session_id]
        own = [] if row.method == Method.HAND else stays[row.session_id, row.registration_id]
        spans = list(spans_within(own, session.starts_at, session.ends_at))
        minutes = min(row.minutes, session.minutes)
        there[row.registration_id].append((minutes, spans or [(session.starts_at, session.ends_at)]))
    return there


def _teaching(sessions, minutes):
    spans = [(session.starts_at, session.ends_at) for session in sessions]
    return {person: [(total or 0, spans)] for person, total in minutes.items()}


def _planned(sessions, zone, noon):
    """Minutes of each half day in which anything was planned; sessions at the same time count once."""
    if not sessions:
        return {}
    spans = [(session.starts_at, session.ends_at) for session in sessions]
    whole = spans_within(spans, min(spans)[0], max(end for _start, end in spans))
    return {half: -(-seconds // 60) for half, seconds in _seconds(whole, zone, noon).items()}


def _in_half_days(presence, zone, noon):
    attended = defaultdict(int)
    for minutes, spans in presence:
        for half, share in crediting.shared_out(minutes, _seconds(spans, zone, noon)).items():
            attended[half] += share
    return attended


def _seconds(spans, zone, noon):
    """`{half day: seconds}` of stretches of time."""
    found = defaultdict(int)
    for starts_at, ends_at in spans:
        for half, start, end in crediting.halves(starts_at, ends_at, zone, noon):
            found[half] += int((end - start).total_seconds())
    return found
