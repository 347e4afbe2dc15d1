"""A class that begins the same assessment at the same moment."""

import threading
import time
from collections import Counter

import _console

from _bench.report import spread

WITHIN = 10  # seconds in which all of them begin
KINDS = ("start", "page", "answer", "hand in")
# Seconds of each kind of request, 95th percentile (design §8).
BUDGET = 1
AWAY = 5  # seconds for which a server that is restarted is away


def measure(portal, report, people=None, questions=20, pace=None, restart=False):
    """Each begins, answers at the own pace and hands in. With `restart` both databases go away once meanwhile."""
    people = people or (250 if restart else 1000)
    pace = pace or (15 if restart else 20)
    _warm_up(portal, questions)
    sessions = portal.data("people", number=people)
    path = portal.data("assessment", slug="level-1", questions=questions)
    rate = 60 * people / pace
    report.heading(
        f"quiz: {people:,} people begin within {WITHIN} s, {questions} questions each, about {rate:,.0f} answers a minute"
    )
    meter = portal.meter()
    away = _restart_during(portal, questions * pace) if restart else None
    begin, answers = portal.clients(_jobs(path, sessions, questions, pace, WITHIN))
    reading = meter.read()
    outcome = portal.data("taken", slug="level-1")
    _tell_times(report, begin, answers, is_budgeted=not restart)
    report.cpu("quiz_cpu", reading, people, "person")
    if away:
        away.join()
    _check(report, answers, outcome, people, questions, restart)


def _jobs(path, sessions, questions, pace, within):
    usual = {"work": "quiz", "path": path, "questions": questions, "pace": pace, "within": within}
    return [usual | {"sessions": half} for half in (sessions[::2], sessions[1::2])]


def _warm_up(portal, questions):
    """A portal that has been up for a while: its processes have seen each page."""
    sessions = portal.data("people", number=40)
    path = portal.data("assessment", slug="warm", questions=questions)
    portal.clients(_jobs(path, sessions, questions, pace=0.1, within=2))


def _restart_during(portal, seconds):
    """PostgreSQL after a third of the time, Redis after two thirds; each is away for a few seconds."""

    def work():
        for share, name in ((1 / 3, "postgres"), (2 / 3, "redis")):
            time.sleep(max(0, began + share * seconds - time.monotonic()))
            _console.say(f"{name} goes away …")
            start_again = portal.take_away(name)
            time.sleep(AWAY)
            start_again()
            _console.say(f"{name} is back")

    began = time.monotonic()
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def _tell_times(report, begin, answers, is_budgeted):
    log = [entry for one in answers for entry in one["log"]]
    for kind in KINDS:
        seconds = [ended - began for name, _status, began, ended in log if name == kind]
        took = spread(seconds)
        key = kind.replace(" ", "_")
        report.note(f"{kind}: {len(seconds):,} requests")
        report.figure(f"{key}_median", "median", 1000 * took["median"], "ms")
        limit = {"at_most": 1000 * BUDGET} if is_budgeted else {}
        report.figure(f"{key}_p95", "p95", 1000 * took["p95"], "ms", **limit)
        report.figure(f"{key}_max", "longest", 1000 * took["max"], "ms")
    began = sorted(ended - begin for name, _status, _began, ended in log if name == "page")
    if began:
        report.figure("all_begun", "all have their questions", began[-1], "s")
    report.figure("all_done", "all have handed in", max(entry[3] for entry in log) - begin, "s")


def _check(report, answers, outcome, people, questions, restart):
    trouble = [text for one in answers for text in one["trouble"]]
    report.check("everybody began, answered and handed in", not trouble, "; ".join(trouble[:3]))
    failed = Counter(
        status for one in answers for _kind, status, *_when in one["log"] if status not in (200, 302)
    )
    if restart:
        report.note(f"requests that failed and were sent again: {sum(failed.values())} ({dict(failed)})")
    else:
        report.check("no error", not failed, str(dict(failed)))
    lost, doubled, wrong = compare(answers, outcome["answers"])
    sent = sum(len(one["given"]) for one in answers)
    report.check(f"none of {sent:,} answers was lost", not lost and sent == people * questions, str(lost))
    report.check("none was counted twice", not doubled, str(doubled))
    report.check("what counts is what was given", not wrong, str(wrong))
    counts = (outcome["attempts"], outcome["people"], outcome["questions"])
    report.check("one attempt for each", counts == (people, people, people * questions), str(counts))
    scored = outcome["states"].get("scored", 0)
    report.check("all are scored", scored == outcome["results"] == people, str(outcome["states"]))


def compare(answers, stored):
    """How many were lost, how many stand more than once, and how many count as something else than was given."""
    lost = doubled = wrong = 0
    for one in answers:
        rows = stored.get(one["device"], [])
        found = Counter((number, sequence) for number, sequence, _answer, _counts in rows)
        lost += sum((number, sequence) not in found for number, sequence, _option in one["given"])
        doubled += sum(times - 1 for times in found.values())
        given = {(number, sequence): option for number, sequence, option in one["given"]}
        wrong += sum(
            not given.get((number, sequence)) == answer == counts for number, sequence, answer, counts in rows
        )
    return lost, doubled, wrong
