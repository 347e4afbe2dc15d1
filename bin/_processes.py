"""Processes of our own, and what a killed run left of them.

Each program that starts some owns a scratch folder, which it keeps locked as long as it lives. Every process is
noted there. A folder that is not locked belongs to a program that was killed: `sweep` ends its processes.
"""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

# Short on purpose: the path of a Unix socket has to fit into 107 characters.
MEMORY = Path("/dev/shm")
DISK = Path("/tmp")

# Says that a folder is ours to remove.
MARK = "made-by-the-pathway-scripts"

# All that this program has started, in order.
CHILDREN = []


class Child:
    """A process in a group of its own: Ctrl-C in the terminal reaches only us, and we stop it in good order.

    `orphaned` is what ends it when we were killed. A worker without its pipe and Redis would take its time.
    """

    def __init__(self, name, command, scratch, stop_with=signal.SIGTERM, orphaned=signal.SIGKILL, **options):
        self.name, self.stop_with = name, stop_with
        self.process = subprocess.Popen(command, start_new_session=True, **options)
        self._note = scratch / f"{name}.child"
        pid = self.process.pid
        self._note.write_text(json.dumps({"pid": pid, "began": began(pid), "orphaned": int(orphaned)}))
        CHILDREN.append(self)

    def ask_to_stop(self):
        if self.process.poll() is None:
            self.process.send_signal(self.stop_with)

    def stop(self, patience=20):
        """Ask, wait, then insist; the group goes too, for a master killed from outside leaves its workers."""
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        self.shoot()

    def shoot(self):
        """SIGKILL for the whole group, at once: what a power cut does."""
        _kill_group(self.process.pid)
        self.process.wait()
        self._note.unlink(missing_ok=True)
        if self in CHILDREN:
            CHILDREN.remove(self)


def _kill_group(pid):
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def began(pid):
    """When a process began: with its id a name that is never used twice. None when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]


def private_mode():
    """For a folder of ours; root's PostgreSQL runs as somebody else, who has to pass through."""
    return 0o711 if os.geteuid() == 0 else 0o700


@contextlib.contextmanager
def scratch_folder(base):
    """A private folder, locked while we live, removed afterwards. The lock on it also keeps tmp cleaners away."""
    new = Path(tempfile.mkdtemp(prefix=".pathway-", dir=base))
    new.chmod(private_mode())
    (new / MARK).touch()
    lock = os.open(new, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    # Renamed only now: a sweep in between must not take it for left behind.
    folder = new.rename(new.with_name(new.name[1:]))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def sweep():
    """End what killed runs left behind and remove their folders."""
    for base in (MEMORY, DISK):
        for mark in base.glob(f"pathway-*/{MARK}"):
            with contextlib.suppress(FileNotFoundError):
                # Theirs who made it: anybody may put a folder of this name into a shared place.
                if mark.parent.lstat().st_uid == os.geteuid():
                    _sweep_folder(mark.parent)


def _sweep_folder(folder):
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    else:
        notes = sorted(folder.glob("*.child"), key=lambda note: note.stat().st_mtime, reverse=True)
        for note in notes:
            _end_noted(note)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)


def _end_noted(note):
    try:
        noted = json.loads(note.read_text())
    except ValueError:
        return
    pid = noted["pid"]
    if noted["began"] and began(pid) == noted["began"]:
        end(pid, noted["orphaned"])
        _kill_group(pid)
        _wait_for_group(pid)


def _wait_for_group(pid, patience=5):
    """Until the last of a killed group is gone: it may hold the port that the next run asks for at once."""
    deadline = time.monotonic() + patience
    with contextlib.suppress(ProcessLookupError, PermissionError):
        while time.monotonic() < deadline:
            os.killpg(pid, 0)
            time.sleep(0.02)


def end(pid, stop_with, patience=60):
    """End a process that is not our child, and wait until it is gone."""
    identity = began(pid)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, stop_with)
    deadline = time.monotonic() + patience
    while identity and began(pid) == identity and time.monotonic() < deadline:
        time.sleep(0.05)
