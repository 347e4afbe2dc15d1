"""The portal as it runs in production, on servers of its own that are thrown away afterwards.

PostgreSQL is as durable as by default: fsync and synchronous_commit are on.
"""

import contextlib
import http.client
import importlib.machinery
import importlib.util
import json
import os
import secrets
import shutil
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import _console
import _postgres
import _processes
import _redis
import _servers
from _environment import PYTHON, ROOT

from _bench.machine import Meter

BIN = Path(__file__).resolve().parent.parent


def _script(name):
    loader = importlib.machinery.SourceFileLoader(f"script_{name}", str(BIN / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


# What is measured is what bin/run starts.
run = _script("run")


@contextlib.contextmanager
def standing():
    """A portal with the real pathway in it, web, worker, beat and a mail server that takes everything."""
    # Never somebody's own servers: a measurement fills them with invented people.
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    with (
        _processes.scratch_folder(_processes.DISK) as scratch,
        _servers.servers(durable=True, folder=scratch / "var") as addresses,
    ):
        portal = Portal(scratch, addresses)
        try:
            portal.start()
            yield portal
        finally:
            _console.say("stopping …")
            _console.stop(portal.children)


def get(port, path):
    """The body of a page, on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    page = answer.read()
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{path} answers {answer.status}")
    return page


class Portal:
    def __init__(self, scratch, addresses):
        self.scratch, self.children = scratch, []
        self.port, self.mail_port = _redis._free_port(), _redis._free_port()
        self.mails = scratch / "mails"
        self.mails.touch()
        self.log = scratch / "var/log/postgres.log"
        self.environment = os.environ | addresses | self._settings()

    def _settings(self):
        return {
            "DEBUG": "false",
            "DEMO": "false",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "ALLOWED_HOSTS": "127.0.0.1",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "VAR_DIR": str(self.scratch / "var"),
            "DJANGO_SETTINGS_MODULE": "pathway.settings",
            "PYTHONPATH": f"{BIN}{os.pathsep}{ROOT}",
            "PYTHONUNBUFFERED": "1",
        }

    def start(self):
        run.manage(["collectstatic", "migrate", "make_keys", "load_pathway"], self.environment)
        self._start("sink", ["_bench.sink", str(self.mail_port), str(self.mails)])
        for name, module in run.commands(self.port, self.scratch / "var").items():
            self._start(name, module)
        self._wait_for(self.port, "/events/")

    def start_bare(self, size):
        """A bare Django view of as many bytes, under the same gunicorn; returns its port."""
        port = _redis._free_port()
        command = run.commands(port, self.scratch / "var")["web"]
        command[command.index("pathway.wsgi")] = "_bench.bare"
        self._start("bare", command, BYTES=str(size))
        self._wait_for(port, "/")
        return port

    def _start(self, name, module, **more):
        # PostgreSQL's log then says who asked.
        environment = self.environment | {"PGAPPNAME": name} | more
        command = [PYTHON, *run.QUIET, "-m", *module]
        self.children.append(run.start(name, command, environment, self.scratch))

    def start_worker(self, name):
        """One more worker, as bin/run starts them."""
        self._start(name, run.commands(self.port, self.scratch / "var")["worker"])

    def shoot(self, name):
        """SIGKILL for a child and everything it has started."""
        child = next(child for child in self.children if child.name == name)
        self.children.remove(child)
        child.shoot()

    def take_away(self, name):
        """Stop PostgreSQL or Redis in good order; returns what starts it again, at the same address."""
        server = next(child for child in _processes.CHILDREN if child.name == name)
        server.stop()
        return {"postgres": self._postgres_again, "redis": self._redis_again}[name]

    def _postgres_again(self):
        socket = Path(urlsplit(self.environment["DATABASE_URL"]).path).parent
        shutil.rmtree(socket)  # it is made anew, at the same place
        _postgres.start(socket.parent, self.scratch / "var")

    def _redis_again(self):
        address = urlsplit(self.environment["REDIS_URL"])
        _redis._start_server(_redis._find(), address.port, address.password, self.scratch)

    def _wait_for(self, port, path):
        """Until it has answered so often that both processes of gunicorn are awake."""
        answers = []

        def awake():
            with contextlib.suppress(OSError):
                answers.append(get(port, path))
            return len(answers) >= 8

        _console.watch(until=awake)

    def data(self, step, **job):
        """Run a step of data.py in a process of its own; returns its answer."""
        return self.end(step, self.begin(step, **job))

    def begin(self, step, **job):
        code = "import django; django.setup(); from _bench import data; data.main()"
        command = [PYTHON, "-c", code, step, json.dumps(job)]
        return subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def end(self, step, process):
        said = process.communicate()[0]
        if process.returncode:
            raise SystemExit(f"{step} failed (see above).")
        return json.loads(said.splitlines()[-1])

    def meter(self):
        return Meter(_processes.CHILDREN)

    def clients(self, jobs):
        """Let client processes work, one for each job, all from the same moment; returns that and their answers."""
        command = [PYTHON, "-m", "_bench.client"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        clients = [subprocess.Popen(command, env=self.environment, **pipes) for _job in jobs]
        for client, job in zip(clients, jobs, strict=True):
            client.stdin.write(json.dumps({"port": self.port} | job) + "\n")
            client.stdin.flush()
            client.stdout.readline()
        begin = time.monotonic() + 0.2
        for client in clients:
            client.stdin.write(f"{begin}\n")
            client.stdin.flush()
        return begin, [row for client in clients for row in json.loads(client.communicate()[0])]

    def arrived(self, since=0):
        """When each mail has arrived since a moment, and for whom."""
        notes = (line.split(" ", 1) for line in self.mails.read_text().splitlines())
        return [(float(moment), address) for moment, address in notes if float(moment) > since]

    def wait_for_mails(self, number, since=0, patience=180):
        deadline = time.monotonic() + patience
        while len(self.arrived(since)) < number and time.monotonic() < deadline:
            time.sleep(0.1)
        return self.arrived(since)
