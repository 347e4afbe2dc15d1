"""Many people who want one of 25 seats at the same moment."""

from _bench.register import warm_up
from _bench.report import median, percentile

SEATS_PER_COUNTRY, COUNTRIES = 5, 5
SEATS = SEATS_PER_COUNTRY * COUNTRIES
# Seconds for the 25th seat and for the median answer, by how many people come (design §8).
BUDGETS = {200: (2, 1), 1000: (5, 5)}


def measure(portal, report, people=200, waiting=0):
    """All start together; each asks for the page, sends the form and reads what became of it.

    With `waiting`, all seats are taken and so many stand in line already.
    """
    warm_up(portal)
    sessions = portal.data("people", number=people)
    path = portal.data("event", slug="rush", seats_per_country=SEATS_PER_COUNTRY)
    if waiting:
        portal.data("line", slug="rush", number=waiting)
    jobs = [
        {"work": "register", "path": path, "sessions": half, "connections": len(half)}
        for half in (sessions[::2], sessions[1::2])
    ]
    meter = portal.meter()
    begin, answers = portal.clients(jobs)
    reading = meter.read()
    last = max(answer["ended"] for answer in answers)
    mails = portal.wait_for_mails(people, since=begin)

    line = f", all taken, {waiting:,} in line" if waiting else ""
    report.heading(f"rush: {people:,} people start together for {SEATS} seats{line}")
    _tell_times(report, begin, answers, people)
    report.cpu("rush_cpu", reading, people, "registration")
    outcome = portal.data("outcome", slug="rush")
    if waiting:
        _check_line(portal, report, answers, outcome, people, waiting)
    else:
        _check(report, answers, outcome, people)
    _tell_mails(report, begin, last, mails, people)


def _tell_times(report, begin, answers, people):
    """A seat is confirmed when its form is answered; an answer has come when the page that says so is read."""
    by_25th, by_median = BUDGETS[min(BUDGETS, key=lambda size: abs(size - people))]
    forms = [
        (ended - begin, answer["state"])
        for answer in answers
        for method, _status, _began, ended in answer["requests"]
        if method == "POST"
    ]
    confirmed = sorted(after for after, state in forms if state == "confirmed")
    waits = [answer["ended"] - begin for answer in answers]
    if len(confirmed) >= SEATS:
        report.figure("first_seat", "first seat confirmed", confirmed[0], "s")
        report.figure("last_seat", f"{SEATS}th seat confirmed", confirmed[SEATS - 1], "s", at_most=by_25th)
    report.figure("form_median", "form answered, median", median([after for after, _state in forms]), "s")
    report.figure("answer_median", "answer read, median", median(waits), "s", at_most=by_median)
    report.figure("answer_p95", "answer read, p95", percentile(waits, 95), "s")
    report.figure("answer_max", "answer read, longest", max(waits), "s")
    requests = [ended - began for answer in answers for _method, _status, began, ended in answer["requests"]]
    report.figure("request_median", "single request, median", median(requests), "s")
    report.figure("request_max", "single request, longest", max(requests), "s")
    report.figure("rate", "registrations", people / max(waits), "/s")


def _check(report, answers, outcome, people):
    trouble = [answer["trouble"] for answer in answers if answer["trouble"]]
    report.check("no error page", not trouble, "; ".join(trouble[:3]))
    seats = ", ".join(f"{home} {count}" for home, count in sorted(outcome["seats"].items()))
    expected = {
        home: min(SEATS_PER_COUNTRY, outcome["asked"].get(home, 0)) for home in ("PL", "PT", "RO", "SE", "GB")
    }
    report.check(
        f"exactly {SEATS_PER_COUNTRY} seats of each country are held", outcome["seats"] == expected, seats
    )
    report.check("nobody holds a seat of another country", outcome["abroad"] == 0)
    confirmed = sum(expected.values())
    states = {"confirmed": confirmed, "waiting": people - confirmed}
    report.check("everybody else stands in line", outcome["states"] == states, str(outcome["states"]))
    told = [answer["state"] for answer in answers]
    report.check("people were told what the database says", told.count("confirmed") == confirmed)
    report.check(
        "one mail for each", outcome["mails"] == people == outcome["people"], f"{outcome['mails']:,}"
    )


def _check_line(portal, report, answers, outcome, people, waiting):
    trouble = [answer["trouble"] for answer in answers if answer["trouble"]]
    report.check("no error page", not trouble, "; ".join(trouble[:3]))
    states = {"confirmed": SEATS, "waiting": waiting + people}
    report.check(
        "no seat moved, everybody stands in line", outcome["states"] == states, str(outcome["states"])
    )
    report.check("one mail for each who came", outcome["mails"] == people, f"{outcome['mails']:,}")
    moved = portal.data("give_back", slug="rush", times=SEATS)
    report.figure(
        "give_back", "a seat given back and given on, median", 1000 * median(moved["seconds"]), "ms"
    )
    report.check(
        "each went to the first in line of its country",
        moved["right"] == SEATS,
        f"{moved['right']} of {SEATS}",
    )


def _tell_mails(report, begin, last, mails, people):
    arrivals = [moment for moment, _address in mails]
    addresses = {address for _moment, address in mails}
    complete = len(mails) == people == len(addresses)
    report.check("each mail arrived once", complete, f"{len(mails):,} mails, {len(addresses):,} people")
    if arrivals:
        report.figure("mails_all", "all mails arrived after the start", max(arrivals) - begin, "s")
        report.figure("mails_after", "… and after the last answer", max(0, max(arrivals) - last), "s")
        report.figure("mails_rate", "mails", len(mails) / (max(arrivals) - min(arrivals)), "/s")
