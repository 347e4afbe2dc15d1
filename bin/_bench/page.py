"""The public page of an event with 25 seats, as visitors see it who are not signed in."""

import json
import re
import shutil
import subprocess

from _bench.portal import get
from _bench.register import statements
from _bench.report import median, percentile

CONNECTIONS = (1, 8, 32)

# wrk itself knows no 95th percentile.
WRK_TELLS = """
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('\\nTOLD {"requests": %d, "seconds": %f, "median": %f, "p95": %f, "errors": %d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e6, latency:percentile(95) / 1e6,
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


def measure(portal, report, seconds=10):
    path = portal.data("event", slug="page", seats_per_country=5)
    portal.data("people", number=100)
    page = get(portal.port, path)
    bare = portal.start_bare(len(page))
    tool = Wrk(portal) if shutil.which("wrk") else OwnClient(portal)

    report.heading(f"page: an event with 25 seats, nobody signed in, {len(page):,} bytes, by {tool.name}")
    _tell_statements(portal, report, path)
    rates = {number: _tell(portal, report, tool, path, number, seconds) for number in CONNECTIONS}
    report.heading("a bare Django view of as many bytes, the same gunicorn")
    for number in CONNECTIONS:
        rate = tool.load(bare, "/", number, seconds)["rate"]
        report.figure(f"bare_{number}", f"{number} at once", rate, "/s")
        report.figure(f"ratio_{number}", "the page comes to", 100 * rates[number] / rate, "% of it")
    _tell_while_seats_move(portal, report, path, seconds)


def _tell_statements(portal, report, path):
    """Until both processes have the page ready, some answers are made: each says how many queries that takes."""
    portal.data("event", slug="counted", seats_per_country=5)
    portal.data("log_statements", on=True)
    costs = []
    for _visit in range(12):
        before = portal.log.stat().st_size
        get(portal.port, path.replace("/page/", "/counted/"))
        with portal.log.open() as log:
            log.seek(before)
            costs.append(len(statements(log).get("web", [])))
    portal.data("log_statements", on=False)
    report.figure("queries_made", "queries when the page is made", max(costs), at_most=6)
    report.figure("queries_kept", "queries when it is kept", min(costs))


def _tell(portal, report, tool, path, connections, seconds):
    meter = portal.meter()
    told = tool.load(portal.port, path, connections, seconds)
    reading = meter.read()
    budget = {"at_least": 1000} if connections > 1 else {}
    report.figure(f"rate_{connections}", f"{connections} at once", told["rate"], "/s", **budget)
    report.figure(f"median_{connections}", "median", 1000 * told["median"], "ms")
    report.figure(f"p95_{connections}", "p95", 1000 * told["p95"], "ms")
    report.check("no error page", told["errors"] == 0, f"{told['requests']:,} answers")
    report.cpu(f"cpu_{connections}", reading, told["requests"], "page")
    return told["rate"]


def _tell_while_seats_move(portal, report, path, seconds):
    """Every answer is held against what was committed before it was asked for."""
    moving = portal.begin("move", slug="page", seconds=seconds + 4, each_second=10)
    moving.stdout.readline()
    job = {"work": "read", "path": path, "connections": 4, "seconds": seconds}
    begin, answers = portal.clients([job, job])
    moves = portal.end("move", moving)
    stale = [answer for answer in answers if answer[2] == 200 and not is_fresh(answer, moves)]
    errors = [answer for answer in answers if answer[2] != 200]
    rate = len(answers) / (max(answer[1] for answer in answers) - begin)

    report.heading("the same page while seats change ten times a second, 8 at once, by its own client")
    report.figure("moving_rate", "pages", rate, "/s", at_least=1000)
    waits = [ended - began for began, ended, _status, _taken in answers]
    report.figure("moving_median", "median", 1000 * median(waits), "ms")
    report.figure("moving_p95", "p95", 1000 * percentile(waits, 95), "ms")
    report.check("no error page", not errors, f"{len(answers):,} answers")
    seen = len({answer[3] for answer in answers})
    report.check(
        "never stale",
        not stale and seen > 1,
        f"{len(moves)} changes, {seen} different counts seen, {len(stale)} stale",
    )


def is_fresh(answer, moves):
    """Whether a page shows what was so at some moment between asking and answering."""
    asked, answered, _status, taken = answer
    possible = set()
    for began, committed, before, after in moves:
        if began <= answered and committed >= asked:
            possible |= {before, after}
        elif committed < asked:
            possible = {after}
    return taken in possible


class Wrk:
    name = "wrk"

    def __init__(self, portal):
        self.script = portal.scratch / "tell.lua"
        self.script.write_text(WRK_TELLS)

    def load(self, port, path, connections, seconds):
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", self.script]
        command += ["-H", "User-Agent: Mozilla/5.0 (bench)", f"http://127.0.0.1:{port}{path}"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        told = json.loads(re.search(r"^TOLD (.*)$", said, re.MULTILINE).group(1))
        return told | {"rate": told["requests"] / told["seconds"]}


class OwnClient:
    name = "its own client"

    def __init__(self, portal):
        self.portal = portal

    def load(self, port, path, connections, seconds):
        shares = [connections] if connections == 1 else [connections // 2] * 2
        job = {"work": "read", "port": port, "path": path, "seconds": seconds}
        begin, answers = self.portal.clients([job | {"connections": share} for share in shares])
        waits = [ended - began for began, ended, _status, _taken in answers]
        return {
            "requests": len(answers),
            "rate": len(answers) / (max(answer[1] for answer in answers) - begin),
            "median": median(waits),
            "p95": percentile(waits, 95),
            "errors": sum(answer[2] != 200 for answer in answers),
        }
