"""The report of a big meeting: uploaded, read by the worker, counted."""

import time


def measure(portal, report, people=5000):
    """One file of so many people; every third left and came back, so it has more rows than people."""
    began = time.monotonic()
    uploaded = portal.data("upload", slug="meeting", number=people)
    seeded = time.monotonic()
    report.heading(
        f"import: a Zoom report of {people:,} people, {uploaded['rows']:,} rows, {uploaded['bytes'] / 1e6:.1f} MB"
    )
    while not (state := portal.data("read", report=uploaded["report"]))["done"]:
        if time.monotonic() - seeded > 300:
            break
    read_in = time.monotonic() - seeded
    report.figure("read", "read and matched by the worker", read_in, "s")
    found = portal.data("count", report=uploaded["report"])
    report.figure("count", "counted in one transaction", found["seconds"], "s")
    report.figure("whole", "both together", read_in + found["seconds"], "s", at_most=20)
    report.note(
        f"inventing people and file before that took {seeded - began:.0f} s; looking whether it is read costs a second each time"
    )
    report.check("the report was read", state["state"] == "waiting", state["state"])
    report.check(
        "everybody in it has attended",
        found["people"] == found["attendances"] == people,
        f"{found['attendances']:,}",
    )
