"""Everybody's progress, made anew from everything that everybody did."""

import time


def measure(portal, report, people=5000):
    """Nothing is stored but the evidence: it is all rebuilt, and then compared."""
    began = time.monotonic()
    rows = portal.data("study", number=people)
    report.heading(f"progress: {people:,} people, three levels each, {rows:,} rows of evidence")
    first = portal.data("rebuild_all", check=False)
    report.note(
        f"inventing them and completing their levels before that took {time.monotonic() - began:.0f} s"
    )
    portal.data("forget")
    made = portal.data("rebuild_all", check=False)
    report.figure(
        "rebuild",
        "progress and standings rebuilt from nothing",
        made["seconds"],
        "s",
        at_most=60 * people / 5000,
    )
    report.figure("each", "pieces of evidence folded in a second", rows / made["seconds"], "/s")
    looked = portal.data("rebuild_all", check=True)
    report.figure("check", "compared with what is stored", looked["seconds"], "s", at_most=60 * people / 5000)
    report.check(
        "everything was missing, and is there now", made["missing"] == made["resources"] == made["done"]
    )
    report.check(
        "every level was completed",
        first["completed"] == made["levels"] == 3 * people,
        f"{first['completed']:,}",
    )
    report.check("rebuilt and stored are the same", looked["differences"] == 0, f"{looked['differences']:,}")
