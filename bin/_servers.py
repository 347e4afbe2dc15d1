"""PostgreSQL and Redis for the scripts: one's own where the environment names none."""

import contextlib
import fcntl
import os
import shutil
from pathlib import Path

import _postgres
import _processes
import _redis
from _environment import ROOT

GIBIBYTE = 2**30


def var_folder():
    """Where bin/run keeps its data."""
    return Path(os.environ.get("VAR_DIR") or ROOT / "var").absolute()


@contextlib.contextmanager
def servers(durable, folder=None):
    """Yield DATABASE_URL and REDIS_URL; stop what was started for them at the end.

    Durable: the data stays below `folder` (default: var_folder()) and is synced to disk as PostgreSQL does by
    default. Otherwise all of it goes with the servers.
    """
    folder = Path(folder or var_folder()) if durable else None
    _processes.sweep()
    with contextlib.ExitStack() as stack:
        if durable:
            stack.enter_context(claimed(folder))
        scratch = stack.enter_context(_processes.scratch_folder(_scratch_base(durable)))
        stack.callback(_stop_servers)
        yield {
            "DATABASE_URL": os.environ.get("DATABASE_URL") or _postgres.start(scratch, folder),
            "REDIS_URL": os.environ.get("REDIS_URL") or _redis.start(scratch),
        }


@contextlib.contextmanager
def claimed(folder):
    """Keep a second run off the same data, and say who has it."""
    with _open_lock(folder) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            who = lock.read().strip() or "unknown"
            raise SystemExit(
                f"Already running on {folder} (process {who}). Stop that one first (Ctrl-C)."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _open_lock(folder):
    try:
        if not folder.exists():
            folder.mkdir(parents=True)
            folder.chmod(_processes.private_mode())
        return (folder / "run.lock").open("a+")
    except PermissionError:
        raise SystemExit(
            f"You may not write to {folder}: it belongs to somebody else. Run it as that user, or with data of"
            " your own: VAR_DIR=/a/folder/of/yours bin/run"
        ) from None


def _scratch_base(durable):
    """Memory for what is thrown away, where there is room; containers often have 64 MiB only."""
    in_memory = not durable and _processes.MEMORY.is_dir() and os.access(_processes.MEMORY, os.W_OK)
    if in_memory and shutil.disk_usage(_processes.MEMORY).free > GIBIBYTE:
        return _processes.MEMORY
    return _processes.DISK


def _stop_servers():
    for child in reversed(_processes.CHILDREN):
        if child.name in ("postgres", "redis"):
            child.stop(patience=60)
