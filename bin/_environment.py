"""The virtual environment in .venv, made from the locked requirements and only when they changed."""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

# Each script imports this module first, so it must be readable for an old Python: no newer syntax here.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        f"The portal needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.\n"
        f"Where a newer one is installed, name it: python3.11 {sys.argv[0]}"
    )

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
# Console scripts are never called: their first line holds the path, which breaks on spaces and long paths.
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
HALF_MADE = VENV / "half-made"

TO_RUN = ("requirements.txt", "requirements/local.txt")
TO_TEST = (*TO_RUN, "requirements/test.txt", "requirements/browser.txt")
TO_MAKE_MEDIA = ("requirements.txt", "requirements/media.txt")


def ensure(locks):
    """Make or renew .venv so that it holds what these lock files say; quick when it does already."""
    with _one_at_a_time() as lock:
        python = _version_of_venv()
        if python is None or HALF_MADE.exists():
            _make_venv()
            python = _version_of_venv()
        wanted = {"python": python} | {name: _hash_of(name) for name in locks}
        held = _read_stamp()
        if held.get("python") == python and wanted.items() <= held.items():
            return
        _install(locks, lock)
        _write_stamp(wanted if held.get("python") != python else held | wanted)


@contextlib.contextmanager
def _one_at_a_time():
    """Let a second script wait: two pips in one environment leave it broken."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Environment: waiting for another script that is at it", flush=True)
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(folder)


def _version_of_venv():
    """The version of .venv's Python, or None where it can't be run (never made, or its Python went away)."""
    try:
        asked = subprocess.run(
            [PYTHON, "-c", "import pip, sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return asked.stdout.strip()


def _make_venv():
    print(f"Environment: making {VENV.name} with Python {sys.version.split()[0]}", flush=True)
    command = [sys.executable, "-m", "venv", "--clear", VENV]
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode:
        sys.exit(
            f"{made.stdout}{made.stderr}\nThe environment {VENV} could not be made (see above). On Debian and"
            " Ubuntu the package python3-venv is needed; a .venv made by somebody else must go away first."
        )


def _install(locks, lock):
    """Install with a note in place, so that an installation killed half-way is thrown away next time.

    pip holds the lock too: where we are killed and it goes on, the next script waits for its end.
    """
    try:
        HALF_MADE.touch()
    except PermissionError:
        sys.exit(f"{VENV} lacks packages, and you may not write to it: it belongs to somebody else.")
    total = sum(_count_packages(name) for name in locks)
    print(f"Environment: installing {total} locked packages into {VENV.name} (once)", flush=True)
    command = [PYTHON, "-m", "pip", "install", "--require-hashes", "--no-input", "--progress-bar", "off"]
    command += [part for name in locks for part in ("-r", ROOT / name)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, pass_fds=[lock], **pipes) as pip:
        said = _show_progress(pip.stdout, total)
    if pip.returncode:
        sys.exit("".join(said[-15:]) + "\nEnvironment: pip could not install the packages (see above).")
    HALF_MADE.unlink()


def _show_progress(lines, total):
    """Count the packages on one line where a person looks on; return all that pip said."""
    said, seen = [], 0
    for line in lines:
        said.append(line)
        seen += line.startswith(("Collecting", "Requirement already satisfied"))
        if sys.stdout.isatty():
            state = "unpacking" if line.startswith("Installing") else f"{seen} of {total}"
            print(f"\r  {state:<16}", end="", flush=True)
    if sys.stdout.isatty():
        print("\r" + " " * 20 + "\r", end="", flush=True)
    return said


def _count_packages(name):
    return len(
        re.findall(r"^[a-z0-9][\w.\-\[\],]*==", (ROOT / name).read_text(), re.MULTILINE | re.IGNORECASE)
    )


def _hash_of(name):
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def _read_stamp():
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def _write_stamp(held):
    new = STAMP.with_suffix(".new")
    new.write_text(json.dumps(held, indent=1))
    new.replace(STAMP)
