"""The places of a fellowship round given to thousands, and the pages of its board."""

from _bench.report import median

ROWS = 1000


def measure(portal, report, people=10_000, centres=50):
    """Decide, keep and replay an allocation; then count the queries of every page of the board of 1,000."""
    found = portal.data("allot", slug="thousands", people=people, centres=centres)
    report.heading(f"fellowships: {people:,} applicants who each chose all of {centres} centres")
    report.figure("decide", "decided from the facts, median of 3", median(found["decide"]), "s", at_most=2)
    report.figure("snapshot", "merit list taken and kept", found["snapshot"], "s")
    report.figure("propose", "proposed: facts gathered, decided, every turn kept", found["propose"], "s")
    report.figure("replay", "decided again from the kept facts", found["replay"], "s")
    report.check("the replay has the same result", found["same"])
    report.check(
        "every fellowship is given",
        found["placed"] == found["fellowships"],
        f"{found['placed']:,} of {found['fellowships']:,}",
    )
    portal.data("allot", slug="hundreds", people=ROWS, centres=centres)
    report.heading(f"pages of a board of {ROWS:,} applications")
    for name, (queries, seconds, status) in portal.data("board_pages", slug="hundreds").items():
        report.figure(f"queries {name}", f"{name}: queries", queries, "", at_most=15)
        report.figure(f"seconds {name}", f"{name}: answered after", seconds, "s")
        report.check(f"{name} answers", status == 200, str(status))
