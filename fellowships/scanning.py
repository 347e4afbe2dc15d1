"""Asking a clamd whether a file is harmful, by its own protocol (INSTREAM). Where none is set up, files stay unscanned.

`CLAMD_URL` is `tcp://host:3310` or `unix:///run/clamav/clamd.ctl`.
"""

import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings

CHUNK = 64 * 1024
SECONDS = 30
LONGEST_ANSWER = 4096


class ScannerAway(Exception):
    """Nobody answered: the file is asked about again later."""


class NotScanned(Exception):
    """The scanner answered that it cannot tell."""


def is_set_up():
    return bool(settings.CLAMD_URL)


def find(file):
    """The name of what was found in an open file, "" for a clean one."""
    try:
        with _connected() as line:
            line.sendall(b"zINSTREAM\0")
            for chunk in iter(lambda: file.read(CHUNK), b""):
                line.sendall(struct.pack("!I", len(chunk)) + chunk)
            line.sendall(struct.pack("!I", 0))
            answer = _answer(line)
    except OSError as error:
        raise ScannerAway from error
    return _understood(answer)


def _connected():
    address = urlsplit(settings.CLAMD_URL)
    if address.scheme != "unix":
        return socket.create_connection((address.hostname, address.port or 3310), timeout=SECONDS)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(SECONDS)
    try:
        line.connect(address.path)
    except OSError:
        line.close()
        raise
    return line


def _answer(line):
    """Up to the zero byte that ends it."""
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        part = line.recv(LONGEST_ANSWER)
        if not part:
            raise ConnectionError
        answer += part
    return answer.rstrip(b"\0").decode(errors="replace")


def _understood(answer):
    verdict = answer.removeprefix("stream: ").strip()
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")
    raise NotScanned(verdict)
