"""One complete free registration, signed in: the event's page, the form, the page that answers."""

import asyncio
import time

from _bench.client import register as register_one
from _bench.report import median, spread

TRANSACTION_CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET ", "DEALLOCATE")
AT_ONCE = 8


def measure(portal, report, people=300):
    """First the statements of one, then a tenth of the people in turn, then the others 8 at once."""
    in_turn = max(2, people // 10)
    warm_up(portal)
    sessions = portal.data("people", number=people + in_turn + 1)
    for slug, seats, words in (("open", 0, "open to everyone"), ("seats", 5, "25 seats, the rest in line")):
        path = portal.data("event", slug=slug, seats_per_country=seats)
        report.heading(f"register: an event with {words}" if seats else f"register: an event {words}")
        _tell_statements(portal, report, slug, path, sessions[0])
        _tell_in_turn(portal, report, slug, path, sessions[1 : in_turn + 1])
        _tell_at_once(portal, report, slug, path, sessions[in_turn + 1 :])
        _check(portal, report, slug, len(sessions))


def warm_up(portal, people=32):
    """A portal that has been up for a while: both its processes have seen each page, and no mail waits."""
    sessions = portal.data("people", number=people)
    began = time.monotonic()
    for slug, seats in (("warm", 5), ("warm-open", 0)):
        _work(portal, portal.data("event", slug=slug, seats_per_country=seats), sessions, AT_ONCE)
    portal.wait_for_mails(2 * people, since=began)


def _work(portal, path, sessions, connections):
    """Two client processes where two people or more come at once."""
    shares = [sessions[::2], sessions[1::2]] if connections > 1 else [sessions]
    jobs = [
        {"work": "register", "path": path, "sessions": share, "connections": connections // len(shares)}
        for share in shares
    ]
    begin, answers = portal.clients(jobs)
    trouble = [answer["trouble"] for answer in answers if answer["trouble"]]
    if trouble:
        raise SystemExit(f"{len(trouble)} of {len(answers)} registrations went wrong: {trouble[:3]}")
    return begin, answers


def _tell_statements(portal, report, slug, path, session):
    """Count what PostgreSQL's own log says: of one person, with the mail that follows."""
    portal.data("log_statements", on=True)
    before, began = portal.log.stat().st_size, time.monotonic()
    answer = asyncio.run(register_one(portal.port, path, session))
    portal.wait_for_mails(1, since=began, patience=40)
    time.sleep(0.5)
    with portal.log.open() as log:
        log.seek(before)
        asked = statements(log)
    portal.data("log_statements", on=False)
    web, mail = asked.get("web", []), asked.get("worker", [])
    report.figure(f"{slug}_requests", "requests", len(answer["requests"]), at_most=3)
    report.figure(f"{slug}_queries", "queries of the three requests", len(web), at_most=30)
    report.note(
        f"by PostgreSQL's log, without BEGIN and COMMIT; the worker asks {len(mail)} more for the mail"
    )


def statements(log):
    """The statements in a log whose lines begin with `name|`, by who asked."""
    found = {}
    for line in log:
        name, _, said = line.partition("|")
        kind, _, statement = said.removeprefix("LOG:  ").partition(": ")
        asked = kind == "statement" or kind.startswith("execute")
        if asked and not statement.startswith(TRANSACTION_CONTROL):
            found.setdefault(name, []).append(statement.strip())
    return found


def _tell_in_turn(portal, report, slug, path, sessions):
    _begin, answers = _work(portal, path, sessions, connections=1)
    took = spread([answer["ended"] - answer["began"] for answer in answers])
    report.note(f"one after the other ({len(answers)} people):")
    report.figure(f"{slug}_turn_median", "median", 1000 * took["median"], "ms")
    report.figure(f"{slug}_turn_p95", "p95", 1000 * took["p95"], "ms")
    for step, name in enumerate(("page", "form", "answer")):
        seconds = [answer["requests"][step][3] - answer["requests"][step][2] for answer in answers]
        report.figure(f"{slug}_turn_{name}", f"of it the {name}, median", 1000 * median(seconds), "ms")


def _tell_at_once(portal, report, slug, path, sessions):
    meter = portal.meter()
    begin, answers = _work(portal, path, sessions, connections=AT_ONCE)
    reading = meter.read()
    took = spread([answer["ended"] - answer["began"] for answer in answers])
    rate = len(answers) / (max(answer["ended"] for answer in answers) - begin)
    report.note(f"{AT_ONCE} people at once ({len(answers)} people):")
    report.figure(f"{slug}_rate", "registrations", rate, "/s", at_least=30)
    report.figure(f"{slug}_median", "median", 1000 * took["median"], "ms")
    report.figure(f"{slug}_p95", "p95", 1000 * took["p95"], "ms")
    pages = [
        ended - began
        for answer in answers
        for method, _status, began, ended in answer["requests"]
        if method == "GET"
    ]
    report.figure(f"{slug}_page_p95", "a signed-in page, p95", 1000 * spread(pages)["p95"], "ms", at_most=100)
    report.cpu(f"{slug}_cpu", reading, len(answers), "registration")


def _check(portal, report, slug, people):
    outcome = portal.data("outcome", slug=slug)
    report.check("one registration and one mail for each", outcome["people"] == outcome["mails"] == people)
    if slug == "seats":
        report.check(
            "25 seats are held", outcome["states"].get("confirmed") == 25 == sum(outcome["seats"].values())
        )
