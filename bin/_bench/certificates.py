"""Certificates for everybody at an event: issued, rendered, signed and mailed; then their public page."""

import http.client
import time
from collections import Counter

from _bench.machine import peak_memory
from _bench.register import statements
from _bench.report import median, percentile

LONGEST, MOST_MEMORY = 60, 300
PATIENCE = 600
# A new connection is set up, a kept one tried: no query of the page.
OF_THE_CONNECTION = ("SELECT 1", "SELECT set_config", "SET ")
# So many questions a minute are answered to one address.
ASKED_FROM_ONE_ADDRESS = 20


def measure(portal, report, people=1000):
    """One worker of two processes, as `bin/run` starts it; nothing is cold but the certificates."""
    portal.data("attended", slug="certified", number=people)
    report.heading(f"certificates: {people:,} people at one accredited event")
    meter = portal.meter()
    took = portal.data("release", slug="certified", number=people, patience=PATIENCE)
    reading = meter.read()
    for step, words in (
        ("issued", "until all are issued"),
        ("rendered", "rendered and signed"),
        ("mailed", "mailed"),
    ):
        budget = {"at_most": LONGEST * max(1, people / 1000)} if step == "mailed" else {}
        report.figure(step, words, took[step] or float("inf"), "s", **budget)
    report.figure("rate", "certificates", people / took["mailed"] if took["mailed"] else 0, "/s")
    report.figure(
        "memory", "most memory of a process of the worker", _memory(portal), "MiB", at_most=MOST_MEMORY
    )
    report.cpu("cpu", reading, people, "certificate")
    found = portal.data("certified")
    portal.wait_for_mails(people, patience=30)
    time.sleep(2)
    _check(report, people, found, Counter(address for _moment, address in portal.arrived()))
    _tell_page(portal, report, found["numbers"])


def _memory(portal):
    return peak_memory(next(child.process.pid for child in portal.children if child.name == "worker"))


def _check(report, people, found, arrivals):
    for what, words in (
        ("certificates", "one certificate each"),
        ("awards", "of as many awards"),
        ("credited", "with its credits"),
        ("signed", "one signed PDF each"),
        ("files", "one file each"),
    ):
        report.check(words, found[what] == people, f"{found[what]:,}")
    report.check("one mail each in the outbox", found["mails"] == {"sent": people}, str(found["mails"]))
    repeats = sum(arrivals.values()) - len(arrivals)
    report.check(
        "arrived once each", len(arrivals) == people and not repeats, f"{len(arrivals):,}, {repeats} twice"
    )


def _tell_page(portal, report, numbers):
    """Each on a connection of its own, as people come with one number."""
    report.heading("the public page of a certificate, one number at a time")
    for number in numbers[:8]:
        _visit(portal, number, 99)
    portal.data("log_statements", on=True)
    costs = []
    for number in numbers[:10]:
        before = portal.log.stat().st_size
        _visit(portal, number, 98)
        with portal.log.open() as log:
            log.seek(before)
            asked = statements(log).get("web", [])
        costs.append(sum(not statement.startswith(OF_THE_CONNECTION) for statement in asked))
    portal.data("log_statements", on=False)
    answers = [
        _visit(portal, number, 1 + place // ASKED_FROM_ONE_ADDRESS) for place, number in enumerate(numbers)
    ]
    waits = [seconds for seconds, _status, _is_there in answers]
    report.figure("queries", "queries", max(costs), at_most=3)
    report.figure("median", "median", 1000 * median(waits), "ms")
    report.figure("p95", "p95", 1000 * percentile(waits, 95), "ms")
    report.check(
        "each answered with its number", all(status == 200 and there for _seconds, status, there in answers)
    )


def _visit(portal, number, address):
    """Seconds, status, and whether the number stands there. Addresses are 127.0.0.1 and its neighbours."""
    connection = http.client.HTTPConnection(
        "127.0.0.1", portal.port, timeout=60, source_address=(f"127.0.0.{address}", 0)
    )
    began = time.perf_counter()
    connection.request("GET", f"/verify/{number}/")
    answer = connection.getresponse()
    page = answer.read().decode()
    seconds = time.perf_counter() - began
    connection.close()
    return seconds, answer.status, number in page
