"""People and readers, in a process of their own: python -m _bench.client < job > results

A job is a line of JSON; the client answers `ready`, waits for the moment to begin, works, and writes what it
saw. Moments are of the monotonic clock, which all processes of a machine share. Standard library only.
"""

import asyncio
import json
import re
import sys
import time
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
STATE = re.compile(r'class="[^"]*\bstate-(requested|waiting|confirmed)\b')
TAKEN = '<li class="seat seat-used">'


class Visitor:
    """One browser: a connection that is kept alive, cookies, and the moments of each request."""

    def __init__(self, port, cookies=()):
        self.port, self.cookies = port, dict(cookies)
        self.reader = self.writer = None
        self.requests = []

    async def get(self, path):
        return await self._ask(f"GET {path} HTTP/1.1\r\n", "")

    async def post(self, path, fields):
        body = urlencode(fields)
        kind = "Content-Type: application/x-www-form-urlencoded\r\n"
        return await self._ask(f"POST {path} HTTP/1.1\r\n{kind}Content-Length: {len(body)}\r\n", body)

    async def post_json(self, path, body, token):
        kind = f"Content-Type: application/json\r\nX-CSRFToken: {token}\r\n"
        return await self._ask(f"POST {path} HTTP/1.1\r\n{kind}Content-Length: {len(body)}\r\n", body)

    async def _ask(self, head, body):
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head += f"Host: 127.0.0.1:{self.port}\r\nUser-Agent: Mozilla/5.0 (bench)\r\nAccept-Language: en\r\n"
        message = (head + (f"Cookie: {cookies}\r\n" if cookies else "") + "\r\n" + body).encode()
        began = time.monotonic()
        status, headers, page = await self._exchange(message)
        self._keep_cookies(headers)
        self.requests.append((head.split(" ", 1)[0], status, began, time.monotonic()))
        return status, headers, page

    async def _exchange(self, message):
        """As browsers do: where the server has closed a connection in the meantime, ask on a new one."""
        if self.writer:
            try:
                return await self._send(message)
            except (ConnectionError, asyncio.IncompleteReadError):
                self.writer.close()
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        return await self._send(message)

    async def _send(self, message):
        self.writer.write(message)
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = [line.split(": ", 1) for line in lines[1:] if ": " in line]
        headers = [(name.lower(), value) for name, value in headers]
        length = int(dict(headers).get("content-length", 0))
        page = await self.reader.readexactly(length)
        if dict(headers).get("connection") == "close":
            self.writer.close()
            self.writer = None
        return int(lines[0].split(" ")[1]), headers, page.decode()

    def _keep_cookies(self, headers):
        for name, value in headers:
            if name == "set-cookie":
                cookie, value = value.split(";", 1)[0].split("=", 1)
                self.cookies[cookie] = value
                if value in ("", '""'):
                    del self.cookies[cookie]

    def close(self):
        if self.writer:
            self.writer.close()


async def register(port, path, session):
    """The page of an event, its form, and the page that says what became of it: all that a person sends."""
    visitor = Visitor(port, {"sessionid": session})
    began, state, trouble = time.monotonic(), "", ""
    try:
        _status, _headers, page = await visitor.get(path)
        token = TOKEN.search(page)
        if token:
            status, headers, page = await visitor.post(
                f"{path}register/", {"csrfmiddlewaretoken": token.group(1)}
            )
            if status == 302:
                _status, _headers, page = await visitor.get(dict(headers)["location"].split("#")[0])
        found = STATE.search(page)
        state = found.group(1) if found else ""
    except (OSError, EOFError) as error:
        trouble = repr(error)
    visitor.close()
    statuses = [status for _method, status, _began, _ended in visitor.requests]
    if not trouble and (not state or statuses != [200, 302, 200]):
        trouble = f"answers {statuses}, state {state or 'not shown'}"
    return {
        "began": began,
        "ended": time.monotonic(),
        "state": state,
        "trouble": trouble,
        "requests": visitor.requests,
    }


async def register_in_turn(job):
    """So many people at once as there are connections; each begins when one before has finished."""
    sessions = iter(job["sessions"])

    async def one_after_the_other():
        return [await register(job["port"], job["path"], session) for session in sessions]

    done = await asyncio.gather(*(one_after_the_other() for _connection in range(job["connections"])))
    return [answer for answers in done for answer in answers]


async def read(job):
    """Read one page again and again; what each answer took, and how many seats it called taken."""
    answers, until = [], time.monotonic() + job["seconds"]

    async def reader():
        visitor = Visitor(job["port"])
        while time.monotonic() < until:
            began = time.monotonic()
            try:
                status, _headers, page = await visitor.get(job["path"])
            except (OSError, EOFError) as error:
                status, page = repr(error), ""
            answers.append((began, time.monotonic(), status, page.count(TAKEN)))
        visitor.close()

    await asyncio.gather(*(reader() for _connection in range(job["connections"])))
    return answers


def main():
    from _bench.learners import take_all  # which uses the visitor above

    works = {"read": read, "register": register_in_turn, "quiz": take_all}
    job = json.loads(sys.stdin.readline())
    print("ready", flush=True)
    begin = float(sys.stdin.readline())
    time.sleep(max(0, begin - time.monotonic()))
    print(json.dumps(asyncio.run(works[job["work"]](job))))


if __name__ == "__main__":
    main()
