"""The queue of a page in a real browser: whatever happens to the network, the page or the server, all arrives once."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from django.conf import settings

pytestmark = pytest.mark.browser
PAGE = b"""<!doctype html><meta charset="utf-8"><script src="/outbox.js"></script>"""
SCRIPT = """() => {
  window.told = [];
  window.box = Outbox.open("test");
  box.onstate((state, count) => told.push([state, count]));
  window.send = async (items, leaving) => (await Outbox.post("/take/", { items }, leaving)).taken;
  return box.ready;
}"""


@pytest.fixture
def server():
    """Keeps what it is sent in `received`; answers by `answers`, one after the other, and then well."""
    told = SimpleNamespace(received=[], answers=[])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            is_script = self.path == "/outbox.js"
            body = (settings.BASE_DIR / "static/js/outbox.js").read_bytes() if is_script else PAGE
            self.answer(200, body, "text/javascript" if is_script else "text/html")

        def do_POST(self):
            items = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["items"]
            kind = told.answers.pop(0) if told.answers else "well"
            if kind == "refused":
                return self.answer(503, b"")
            told.received += [(item["device"], item["sequence"], item["word"]) for item in items]
            if kind == "answer lost":
                return self.connection.close()
            return self.answer(200, json.dumps({"taken": [item["sequence"] for item in items]}).encode())

        def answer(self, status, body, kind="application/json"):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.daemon_threads = True
        threading.Thread(target=running.serve_forever, daemon=True).start()
        told.url = f"http://127.0.0.1:{running.server_port}/"
        yield told
        running.shutdown()


@pytest.fixture
def tab(page, server):
    page.set_default_timeout(10_000)
    page.goto(server.url)
    page.evaluate(SCRIPT)
    return page


def words(server):
    return [word for _device, _sequence, word in server.received]


def wait_until_saved(tab):
    tab.wait_for_function("told.length > 0 && told.at(-1)[0] === 'saved'")


def test_what_is_added_is_sent_and_the_page_is_told(tab, server):
    tab.evaluate("async () => { await box.add({ word: 'one' }); await box.flush(send); }")

    assert words(server) == ["one"]
    states = [state for state, _count in tab.evaluate("told")]
    assert (states[0], states[-1]) == ("saved", "saved")
    assert "waiting" in states


def test_without_a_network_it_waits_and_goes_when_the_network_is_back(tab, server):
    tab.context.set_offline(True)
    tab.evaluate(
        "async () => { await box.add({ word: 'one' }); await box.add({ word: 'two' }); box.flush(send); }"
    )
    tab.wait_for_function("told.at(-1)[0] === 'offline'")
    assert tab.evaluate("told.at(-1)[1]") == 2
    assert server.received == []

    tab.context.set_offline(False)

    wait_until_saved(tab)
    assert words(server) == ["one", "two"]


def test_a_server_that_is_away_is_asked_again(tab, server):
    server.answers = ["refused", "refused"]

    tab.evaluate("async () => { await box.add({ word: 'one' }); box.flush(send); }")

    wait_until_saved(tab)
    assert words(server) == ["one"]


def test_after_a_lost_answer_the_same_number_is_sent_again(tab, server):
    server.answers = ["answer lost"]

    tab.evaluate("async () => { await box.add({ word: 'one' }); box.flush(send); }")

    tab.wait_for_function("told.length > 2 && told.at(-1)[0] === 'saved'")
    assert len(server.received) >= 2
    assert len(set(server.received)) == 1


def test_what_was_kept_is_sent_by_the_next_page(tab, server):
    tab.context.set_offline(True)
    tab.evaluate("box.add({ word: 'one' })")
    tab.goto("about:blank")
    tab.context.set_offline(False)

    tab.goto(server.url)
    tab.evaluate(SCRIPT)
    tab.evaluate("box.flush(send)")

    assert words(server) == ["one"]


def test_last_words_are_sent_when_the_page_goes(tab, server):
    tab.evaluate("() => { box.flush(send); box.onleave(() => box.add({ word: 'last' })); }")

    tab.goto("about:blank")

    for _try in range(50):
        if server.received:
            break
        tab.wait_for_timeout(100)
    assert set(words(server)) == {"last"}


def test_two_tabs_never_share_a_number(tab, server):
    other = tab.context.new_page()
    other.goto(server.url)
    other.evaluate(SCRIPT)

    for one in (tab, other, tab):
        one.evaluate("async () => { await box.add({ word: 'one' }); await box.flush(send); }")

    assert len({device for device, _sequence, _word in server.received}) == 1
    assert len({sequence for _device, sequence, _word in server.received}) == 3


def test_a_thousand_items_have_a_thousand_numbers(tab, server):
    tab.evaluate(
        "async () => { for (let n = 0; n < 1100; n++) await box.add({ word: String(n) }); await box.flush(send); }"
    )

    assert words(server) == [str(number) for number in range(1100)]
    assert len({sequence for _device, sequence, _word in server.received}) == 1100
