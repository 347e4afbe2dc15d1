"""Several processes on one console: prefixed lines, one end for all."""

import signal
import sys
import threading
import time

import _processes

_printing = threading.Lock()


def say(text, who="portal"):
    with _printing:
        for line in text.splitlines() or [""]:
            print(f"{who:<8}│ {line}", flush=True)


def follow(child):
    """Print what a process says, line by line, under its name."""

    def read():
        for line in child.process.stdout:
            say(line.rstrip(), child.name)

    threading.Thread(target=read, daemon=True).start()


def raise_on_signals(interrupted=130):
    """Ctrl-C, `kill` and a closed terminal all leave by the same door: SystemExit, past every `finally`."""

    def leave(number, frame):
        # A second Ctrl-C must not break off the stopping itself.
        for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(other, signal.SIG_IGN)
        sys.exit(interrupted if number == signal.SIGINT else 128 + number)

    signal.signal(signal.SIGINT, leave)
    signal.signal(signal.SIGTERM, leave)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # ignored means nohup
        signal.signal(signal.SIGHUP, leave)


def watch(until=None):
    """Wait until `until()` is true (for ever without it); when a process ends by itself, end everything."""
    while not (until and until()):
        for child in _processes.CHILDREN:
            if child.process.poll() is not None:
                raise SystemExit(
                    f"{child.name} has ended (code {child.process.returncode}): stopping everything."
                )
        time.sleep(0.1)


def stop(children):
    """Ask all of them at once, then wait for each."""
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop()
