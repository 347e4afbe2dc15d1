"""Reminders for thousands while a worker is killed again and again."""

import time
from collections import Counter

KILLED_EVERY = 3


def measure(portal, report, people=10000):
    """Two workers; one of them gets SIGKILL every few seconds, until every mail has had its turn."""
    portal.start_worker("victim")
    path = portal.data("reminded", slug="tomorrow", number=people)
    # Beat queues what is due once a minute: from then on it counts.
    patience = time.monotonic() + 150
    while not portal.arrived() and time.monotonic() < patience:
        time.sleep(0.2)
    began, kills = time.monotonic(), 0
    while _queued(portal, path) and time.monotonic() < began + 900:
        time.sleep(KILLED_EVERY)
        portal.shoot("victim")
        kills += 1
        portal.start_worker("victim")
        if _stands_still(portal):
            break
    took = max(moment for moment, _address in portal.arrived()) - began
    found = portal.data("look_into", path=path, log=str(portal.mails))
    portal.wait_for_mails(people + _repeats(portal), patience=120)
    time.sleep(3)

    arrivals = Counter(address for _moment, address in portal.arrived())
    repeats = sum(count - 1 for count in arrivals.values())
    report.heading(f"reminders: {people:,} mails, two workers, one killed every {KILLED_EVERY} seconds")
    report.figure("kills", "workers killed with SIGKILL", kills)
    report.figure("took", "until all were sent or of unknown fate", took, "s")
    report.figure("rate", "mails", people / took, "/s")
    report.figure("unknown", "of unknown fate: killed between sending and noting", found["unknown"])
    report.figure("had_arrived", "of those, arrived by the mail server's log", found["had_arrived"])
    report.figure("repeats", "mails that arrived twice", repeats)
    report.note(
        "The portal never repeats by itself: staff mark the unknown as sent or send them again (done here by that log)."
    )
    report.check("each person got the reminder", len(arrivals) == people, f"{len(arrivals):,} distinct")
    report.check("nobody got it twice", repeats == 0, f"{repeats:,} repeats")
    states = portal.data("fate", path=path)
    report.check("the outbox says the same", states == {"sent": people}, str(states))


def _queued(portal, path):
    return portal.data("fate", path=path).get("queued", 0)


def _stands_still(portal):
    return bool(portal.arrived()) and time.monotonic() - max(moment for moment, _a in portal.arrived()) > 90


def _repeats(portal):
    return sum(count - 1 for count in Counter(address for _moment, address in portal.arrived()).values())
