"""The logic of bin/bench: what it calls stale, slow or wrong. Nothing here is measured."""

import asyncio
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bin"))

from _bench import client, machine, page, quiz, register, report, rush

# (began, committed, taken before, taken after)
MOVES = [(1.0, 1.1, 0, 1), (2.0, 2.1, 1, 2), (3.0, 3.1, 2, 1)]


@pytest.mark.parametrize(
    ("asked", "answered", "taken", "fresh"),
    [
        (1.5, 1.6, 1, True),
        (1.5, 1.6, 0, False),
        (1.5, 1.6, 2, False),
        (1.9, 2.05, 1, True),
        (1.9, 2.05, 2, True),
        (2.2, 2.9, 1, False),
        (2.2, 3.05, 1, True),
        (1.5, 9.0, 0, False),
        (4.0, 4.1, 1, True),
        (4.0, 4.1, 2, False),
    ],
)
def test_an_answer_is_fresh_when_it_was_so_while_it_was_asked_for(asked, answered, taken, fresh):
    assert page.is_fresh((asked, answered, 200, taken), MOVES) == fresh


def test_statements_are_counted_by_who_asked_without_transaction_control():
    log = [
        "web|LOG:  statement: BEGIN\n",
        "web|LOG:  statement: SELECT 1\n",
        "web|LOG:  execute <unnamed>: SELECT 2\n",
        "\tFROM somewhere\n",
        'web|LOG:  statement: SAVEPOINT "s1"\n',
        "worker|LOG:  statement: UPDATE mailing_message\n",
        "web|LOG:  statement: COMMIT\n",
        "|LOG:  received SIGHUP, reloading configuration files\n",
    ]

    assert register.statements(log) == {
        "web": ["SELECT 1", "SELECT 2"],
        "worker": ["UPDATE mailing_message"],
    }


def test_a_missed_budget_is_said_and_only_a_wrong_answer_fails():
    told = report.Report("rush", {})

    told.figure("fast", "fast enough", 1200.0, "/s", at_least=1000)
    told.figure("slow", "too slow", 2.5, "s", at_most=2)
    told.check("nobody was lost", right=True)

    assert (told.missed, told.wrong) == (["slow"], [])
    assert "budget 1,000 /s: met" in told.lines[0]
    assert "budget 2 s: MISSED" in told.lines[1]

    told.check("exactly 25", right=False, said="26")

    assert told.wrong == ["exactly 25"]


@pytest.mark.parametrize(("share", "value"), [(1, 1), (50, 50), (95, 95), (100, 100)])
def test_percentile_is_a_value_that_was_seen(share, value):
    assert report.percentile(range(1, 101), share) == value
    assert report.percentile([7], share) == 7


@pytest.mark.parametrize(
    ("value", "text"), [(4600.4, "4,600"), (200, "200"), (41.72, "41.7"), (1.234, "1.23"), (0.0824, "0.082")]
)
def test_figures_have_three_digits(value, text):
    assert report.number(value) == text


def test_cpu_of_ones_own_children_is_not_called_that_of_others():
    meter = machine.Meter([])

    sum(range(300_000))
    reading = meter.read()

    assert set(reading["used"]) == {"bench"}
    assert reading["seconds"] > 0
    assert reading["others"] >= 0


class Portal(BaseHTTPRequestHandler):
    """Answers as the portal does, for one person and for one whose form is refused."""

    protocol_version = "HTTP/1.1"
    form = b'<input type="hidden" name="csrfmiddlewaretoken" value="Token1">'

    def do_GET(self):
        confirmed = "messages=told" in self.headers.get("Cookie", "")
        self.answer(200, b'<span class="state state-confirmed">' if confirmed else self.form)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if "sessionid=refused" in self.headers["Cookie"] or body != b"csrfmiddlewaretoken=Token1":
            return self.answer(500, b"")
        return self.answer(302, b"", Location="/events/e/", **{"Set-Cookie": "messages=told; Path=/"})

    def answer(self, status, body, **headers):
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        pass


@pytest.fixture
def port():
    with ThreadingHTTPServer(("127.0.0.1", 0), Portal) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_a_registration_is_three_requests_on_one_connection(port):
    answer = asyncio.run(client.register(port, "/events/e/", "session"))

    assert (answer["state"], answer["trouble"]) == ("confirmed", "")
    assert [row[:2] for row in answer["requests"]] == [("GET", 200), ("POST", 302), ("GET", 200)]


def test_an_error_page_is_trouble(port):
    answer = asyncio.run(client.register(port, "/events/e/", "refused"))

    assert answer["trouble"] == "answers [200, 500], state not shown"


def test_nobody_there_is_trouble():
    answer = asyncio.run(client.register(9, "/events/e/", "session"))

    assert "ConnectionRefusedError" in answer["trouble"]


def test_budgets_of_the_rush_are_those_of_the_size_that_is_nearest():
    told = report.Report("rush", {})
    row = {"ended": 3.0, "state": "waiting", "requests": [("POST", 302, 0.0, 2.0)]}

    rush._tell_times(told, 0, [row], people=900)

    assert told.figures["answer_median"] == {"value": 3.0, "unit": "s", "budget": 5, "met": True}


GIVEN = [{"device": "a", "given": [(1, 1, 41), (2, 2, 44)]}, {"device": "b", "given": [(1, 1, 42)]}]
STORED = {"a": [[1, 1, 41, 41], [2, 2, 44, 44]], "b": [[1, 1, 42, 42]]}


@pytest.mark.parametrize(
    ("stored", "found"),
    [
        (STORED, (0, 0, 0)),
        ({"a": STORED["a"]}, (1, 0, 0)),
        (STORED | {"b": STORED["b"] * 2}, (0, 1, 0)),
        (STORED | {"b": [[1, 1, 42, 43]]}, (0, 0, 1)),
        (STORED | {"b": [[1, 1, 43, 43]]}, (0, 0, 1)),
        ({}, (3, 0, 0)),
    ],
)
def test_answers_that_were_lost_doubled_or_changed_are_counted(stored, found):
    assert quiz.compare(GIVEN, stored) == found
