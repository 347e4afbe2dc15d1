"""Figures beside their budgets. A missed budget is said; only what is wrong makes the measurement fail."""

import json
import statistics


def median(values):
    return statistics.median(values) if values else float("nan")


def percentile(values, share):
    """The value that `share` of all values stay at or below."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)] if ordered else float("nan")


def spread(values):
    """Median, 95th percentile and largest of some seconds."""
    return {"median": median(values), "p95": percentile(values, 95), "max": max(values, default=float("nan"))}


class Report:
    def __init__(self, name, machine):
        self.name, self.machine = name, machine
        self.lines, self.figures, self.wrong, self.missed = [], {}, [], []

    def heading(self, text):
        self.lines += ["", text]

    def figure(self, key, text, value, unit="", *, at_least=None, at_most=None):
        """Add a figure, and its budget where there is one."""
        line, entry = f"  {text:<44}{number(value):>10} {unit}", {"value": value, "unit": unit}
        if at_least is not None or at_most is not None:
            limit = at_least if at_most is None else at_most
            met = value >= limit if at_most is None else value <= limit
            line = f"{line:<64}budget {number(limit)} {unit}: {'met' if met else 'MISSED'}"
            entry |= {"budget": limit, "met": met}
            if not met:
                self.missed.append(key)
        self.figures[key] = entry
        self.lines.append(line.rstrip())

    def note(self, text):
        self.lines.append(f"  {text}")

    def check(self, text, right, said=""):
        """A question of right or wrong: one wrong answer makes the whole measurement fail."""
        self.lines.append(f"  {'right' if right else 'WRONG'}: {text}{f' ({said})' if said else ''}")
        if not right:
            self.wrong.append(text)

    def cpu(self, key, reading, pieces, what):
        """Where the CPU time of so many pieces went, and who else used the machine."""
        used = {name: 1000 * seconds / pieces for name, seconds in reading["used"].items()}
        parts = ", ".join(f"{name} {share:.1f}" for name, share in used.items() if share >= 0.05)
        self.figures[key] = {"value": sum(used.values()), "unit": "ms", "parts": used}
        self.note(f"CPU per {what}: {sum(used.values()):.1f} ms ({parts})")
        if reading["others"] > 0.1:
            self.note(
                f"Others used {reading['others']:.2f} cores meanwhile: measure again on a quiet machine."
            )

    def text(self):
        facts = self.machine
        cores = f"{facts['cores']} cores of {facts['processor']}"
        load = " ".join(map(str, facts["load_before"]))
        head = [
            f"{cores}, {facts['memory_gib']} GiB, {facts['system']}, shared by servers, databases and clients",
            f"Python {facts['python']}, Django {facts['django']}, PostgreSQL {facts['postgresql']}, Redis {facts['redis']}",
            f"load before: {load}",
        ]
        tail = []
        if self.missed:
            tail.append(f"Budgets missed: {', '.join(self.missed)}")
        tail.append(f"WRONG: {'; '.join(self.wrong)}" if self.wrong else "All answers were right.")
        return "\n".join([*head, *self.lines, "", *tail])

    def as_json(self):
        facts = {"name": self.name, "machine": self.machine, "figures": self.figures}
        return json.dumps(facts | {"missed": self.missed, "wrong": self.wrong}, indent=1)


def number(value):
    """`4,600`, `41.7`, `0.082`: three digits say enough."""
    if isinstance(value, int) or value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"
