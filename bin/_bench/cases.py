"""The list of cases over thousands of them: how long its queries take in the database, and how many there are."""

from _bench.report import percentile

# What is asked, by what it is an example of.
ASKED = {
    "everything": "",
    "a word in every case": "q=sepsis",
    "words in some": "q=listeria+meningitis",
    "the beginning of a word": "q=meningo",
    "without accents": "q=wstrzas",
    "as a phrase, without a word": 'q="septic+shock"+-listeria',
    "nothing": "q=zyxwvut",
    "one filter": "site=bench-site-1",
    "four filters": "site=bench-site-1&pathogen=bench-pathogen-2&age=old&level=3",
    "words and filters": "q=sepsis&site=bench-site-1&country=PL",
    "the newest with a word": "q=sepsis&sort=newest",
    "the last page": "page=last",
    "the last page with a word": "q=sepsis&page=400",
}


def measure(portal, report, people=10_000):
    """Build so many published cases, then open the list as somebody signed in and as a visitor."""
    found = portal.data("publish_cases", number=people)
    report.heading(f"cases: a list of {found['entries']:,} cases of {found['words']:,} words each")
    report.check("every case is listed", found["entries"] == people, f"{found['entries']:,}")
    times = portal.data("case_pages", asked=ASKED, times=20)
    every = []
    for name, page in times.items():
        every += page["seconds"]
        report.figure(
            f"database {name}",
            f"{name}: in the database, p95",
            1000 * percentile(page["seconds"], 95),
            "ms",
            at_most=50,
        )
        report.figure(f"queries {name}", f"{name}: queries", page["queries"], "", at_most=8)
        report.check(f"{name}: the page answers", page["status"] == 200, str(page["status"]))
    report.figure(
        "database", "all of them: in the database, p95", 1000 * percentile(every, 95), "ms", at_most=50
    )
