"""What it was measured on, and how much of the machine others used meanwhile."""

import os
import platform
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def describe():
    """Cores, processor, memory, kernel, and the load of the last minutes: before anything of ours runs."""
    text = Path("/proc/cpuinfo").read_text()
    names = [line.split(":", 1)[1].strip() for line in text.splitlines() if line.startswith("model name")]
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": len(os.sched_getaffinity(0)),
        "processor": names[0] if names else platform.machine(),
        "memory_gib": round(pages / 2**30),
        "system": f"{platform.system()} {platform.release()}",
        "load_before": [round(load, 2) for load in os.getloadavg()],
    }


class Meter:
    """CPU seconds of each of our processes and of everybody else, from its making on."""

    def __init__(self, children):
        self.children = {child.name: child.process.pid for child in children}
        self.began, self.busy, self.used = time.monotonic(), _busy(), self._used()

    def read(self):
        """CPU seconds by name, `seconds` gone by, and `others`: the cores that were busy without us."""
        seconds = time.monotonic() - self.began
        used = {name: now - self.used[name] for name, now in self._used().items()}
        own = sum(used.values())
        others = max(0, _busy() - self.busy - own) / seconds
        return {"seconds": seconds, "used": used, "others": others}

    def _used(self):
        table = _processes()
        return {name: _of_tree(pid, table) for name, pid in self.children.items()} | {
            "bench": _own(os.getpid(), table)
        }


def _busy():
    """CPU seconds of the whole machine that were neither idle nor waiting for a disk."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    user, nice, system, _idle, _waiting, irq, softirq, _steal = map(int, fields)
    return (user + nice + system + irq + softirq) / TICKS


def _processes():
    """Parent and CPU seconds (ended children included) of each process."""
    table = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        table[int(folder.name)] = (int(fields[1]), sum(map(int, fields[11:15])) / TICKS)
    return table


def _own(pid, table):
    return table[pid][1] if pid in table else 0


def _of_tree(pid, table):
    return _own(pid, table) + sum(_of_tree(child, table) for child in _below(pid, table))


def _below(pid, table):
    return [child for child, (parent, _used) in table.items() if parent == pid]


def peak_memory(pid):
    """MiB: the most that this process, or any one of those it started, has ever held at a time."""
    table = _processes()
    return max(_peak(pid), *(peak_memory(child) for child in _below(pid, table)), 0)


def _peak(pid):
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024
