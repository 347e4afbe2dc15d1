"""What has to be done in the portal's own database: a step and its job in, an answer as a line of JSON out.

People get their sessions here, so that no log-in is measured.
"""

import json
import os
import sys
import time
from collections import Counter
from datetime import timedelta
from urllib.parse import urlsplit

import django
import psycopg
import redis
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.db import connection, transaction
from django.utils import timezone

from _bench import applying, certifying, classes, publishing, reached, seeding, studying
from accounts.models import User
from mailing.models import Message, MessageState
from pathway.demo.people import PILOT, make_crowd
from registrations import actions
from registrations.models import Event, EventKind, Registration, State

DOMAIN = "bench.invalid"


def versions():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT split_part(version(), ' ', 2), current_setting('fsync'), current_setting('synchronous_commit')"
        )
        postgres, fsync, commit = cursor.fetchone()
    info = redis.Redis.from_url(settings.REDIS_URL).info("server")
    return {
        "python": sys.version.split()[0],
        "django": django.get_version(),
        "postgresql": f"{postgres} (fsync {fsync}, synchronous_commit {commit})",
        "redis": info.get("valkey_version") or info["redis_version"],
    }


def people(number):
    """Add verified people with profile, enrolled, half of them from pilot countries; returns their sessions."""
    make_crowd(number, domain=DOMAIN)
    newest = User.objects.filter(email__endswith=f"@{DOMAIN}").order_by("-pk")[:number]
    with transaction.atomic():
        return [_session_of(user) for user in reversed(newest)]


def _session_of(user):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def event(slug, seats_per_country=0):
    """An event in 30 days, first come first served: open to everyone, or with seats at home in each country.

    Seats stay with their countries until a week before, as they would.
    """
    starts = timezone.now() + timedelta(days=30)
    event = Event.objects.create(
        slug=slug,
        title="Decisions under uncertainty, a day of simulation",
        kind=EventKind.SIMULATION,
        summary="What to do first, what can wait, and how to say so.",
        starts_at=starts,
        ends_at=starts + timedelta(hours=7),
        release_at=starts - timedelta(days=7),
        place="Online",
        is_online=True,
        is_published=True,
    )
    if seats_per_country:
        quotas = dict.fromkeys(PILOT, seats_per_country)
        actions.lay_out_seats(event=event, capacity=sum(quotas.values()), quotas=quotas)
    return event.get_absolute_url()


def outcome(slug):
    """What the database says became of an event: the only witness that counts."""
    rows = Registration.objects.filter(event__slug=slug)
    seats = rows.confirmed().exclude(seat=None).values_list("seat__home", "home")
    mails = Message.objects.filter(context__path=Event.objects.get(slug=slug).get_absolute_url())
    return {
        "states": Counter(rows.values_list("state", flat=True)),
        "people": rows.values("user").distinct().count(),
        "seats": Counter(seat for seat, _home in seats),
        "abroad": sum(seat != home for seat, home in seats),
        "asked": Counter(rows.values_list("home", flat=True)),
        "mails": mails.count(),
        "unsent": mails.exclude(state=MessageState.SENT).count(),
    }


def move(slug, seconds, each_second):
    """Give and take seats all the time; returns the moments and how many were taken before and after each.

    Says `moving` after the first, which takes a new process longest.
    """
    event = Event.objects.get(slug=slug)
    users = list(User.objects.filter(email__endswith=f"@{DOMAIN}", profile__country__in=PILOT)[:100])
    moves, until = [], time.monotonic() + seconds
    taken = _taken(event)
    while time.monotonic() < until:
        began = time.monotonic()
        leaving = Registration.objects.filter(event=event, state=State.CONFIRMED).first()
        if leaving and (len(moves) // event.capacity) % 2:
            actions.cancel(registration=leaving, by=leaving.user)
        else:
            actions.register(event=event, user=users[len(moves) % len(users)])
        before, taken = taken, _taken(event)
        moves.append((began, time.monotonic(), before, taken))
        if len(moves) == 1:
            print("moving", flush=True)
            until = time.monotonic() + seconds
        time.sleep(max(0, began + 1 / each_second - time.monotonic()))
    return moves


def _taken(event):
    return Registration.objects.filter(event=event).exclude(seat=None).count()


def log_statements(on):
    """Let PostgreSQL log every statement with the name of who asked; ours is the only server it concerns."""
    folder = urlsplit(os.environ["DATABASE_URL"]).path.rpartition("/")[0]
    changes = [
        "ALTER SYSTEM SET log_statement = 'all'" if on else "ALTER SYSTEM RESET log_statement",
        "ALTER SYSTEM SET log_line_prefix = '%a|'" if on else "ALTER SYSTEM RESET log_line_prefix",
        "SELECT pg_reload_conf()",
    ]
    with psycopg.connect(host=folder, user="postgres", dbname="postgres", autocommit=True) as server:
        for change in changes:
            server.execute(change)
    time.sleep(0.5)


STEPS = {
    step.__name__: step
    for step in (
        *(versions, people, event, outcome, move, log_statements),
        *seeding.STEPS,
        *certifying.STEPS,
        *classes.STEPS,
        *studying.STEPS,
        *applying.STEPS,
        *publishing.STEPS,
        *reached.STEPS,
    )
}


def main():
    step, job = sys.argv[1:]
    print(json.dumps(STEPS[step](**json.loads(job))))
