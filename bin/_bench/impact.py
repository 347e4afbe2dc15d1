"""The dashboards over years of a programme: counting the figures, and the pages that show them."""

from _bench.report import percentile

PAGES = [
    "/impact/",
    "/impact/funnel/",
    "/impact/funnel/?by=country",
    "/impact/knowledge/",
    "/impact/events/",
    "/impact/opinions/",
    "/impact/moore/",
    "/impact/world/",
    "/impact/definitions/",
    "/impact/today/",
    "/impact/reports/",
]
HUB_PAGES = [
    "/hubs/pl/manage/overview/",
    "/hubs/pl/manage/people/",
    "/hubs/pl/manage/people/?q=crowd",
    "/impact/",
]


def measure(portal, report, people=100_000):
    """Build so many people with all that they did; count; look at every page as staff and as a coordinator."""
    found = portal.data("reach", number=people)
    report.heading(f"impact: {found['people']:,} people, {found['evidence']:,} rows of evidence")
    counted = portal.data("count_figures")
    report.figure("count", "all figures counted anew", counted["seconds"], "s")
    report.figure("cells", "cells kept", counted["cells"], "")
    again = portal.data("count_figures")
    report.figure("again", "counted a second time", again["seconds"], "s")
    for path, page in portal.data("dashboards", paths=PAGES, hub_paths=HUB_PAGES, times=10).items():
        report.figure(
            f"seconds {path}", f"{path}: p95", 1000 * percentile(page["seconds"], 95), "ms", at_most=300
        )
        report.figure(f"queries {path}", f"{path}: queries", page["queries"], "", at_most=15)
        report.check(f"{path} answers", page["status"] == 200, str(page["status"]))
