"""The seats of a ranked event, given to the best of thousands."""

from _bench.report import median


def measure(portal, report, people=5000):
    """Run the allocation three times, decide it again from the kept facts, sign it off."""
    found = portal.data("allocate", slug="ranked", number=people)
    report.heading(f"allocation: {people:,} approved requests for 25 seats, five of each country")
    report.figure("run", "run and kept as a proposal, median of 3", median(found["seconds"]), "s", at_most=2)
    report.figure("replay", "decided again from the kept facts", found["replay"], "s")
    report.figure(
        "sign_off", f"signed off: 25 offers, {people - 25:,} told they wait", found["sign_off"], "s"
    )
    report.check("every run and the replay have the same result", found["same"])
    report.check(
        "five seats of each country are offered",
        sorted(found["seats"].values()) == [5] * 5,
        ", ".join(f"{home} {count}" for home, count in sorted(found["seats"].items())),
    )
    report.check("everybody else stands in line", found["waiting"] == people - 25)
    report.check("one mail for each", found["mails"] == people, f"{found['mails']:,}")
