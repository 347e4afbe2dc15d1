"""What whoever gets the research data reads first."""

from impact.makers.months import notice
from impact.models.snapshots import SMALLEST

_TEXT = """\
RESEARCH DATA OF THE SEPSIS PATHWAY, ANONYMISED
{line}

Months: {period} (they begin and end in UTC). Made on {day}.
{notice}
people.csv            a row for each person who joined the pathway in these months
data_dictionary.csv   what each column is, and its values
anonymity.csv         numbers by which the protection can be checked

WHO IS IN IT
Everybody who joined the pathway in these months, with what they had reached by the end of them. Not in it: people who work
for the portal, people who have closed their account, and those of whom fewer than {smallest} are alike even at the coarsest
step ({left_out}).

WHY NOBODY IS ASKED
The data are anonymous: whoever has this file cannot tell whose a row is. No name, address, number of an account, workplace,
specialty or date is in it; the number of a row is drawn at random, anew for each file, and no list leads back from it. So
the file holds no personal data, and needs no consent of its own. The privacy notice says that such files are made.

HOW PEOPLE ARE PROTECTED
1. Whatever others may know of a person (country, profession, career stage, when the person joined) is shared by at least
   {smallest} rows (k-anonymity, k = {smallest}; smallest combination here: {least}). Where fewer are alike, the month becomes
   a quarter, then a year; career stages become two; the country becomes a region, then "all". A file may hold all of these
   beside each other: a row is as fine as it may be.
2. Scores are in steps of five percent. Where all rows that share a combination had the same, it is left out ({blanked} scores
   here): else whoever knows that somebody is among them would know the score (l-diversity, l = 2, for scores only).
3. Times are months since joining, and large numbers are one group ("12 or more"), so that nobody stands out.
4. Rows stand in the order of their content.

WHAT TO MIND
- Do not try to find out who somebody is, and do not join this file with others about the same people.
- Two files of overlapping months hold the same people in rows that cannot be matched by their numbers. Do not add them up.
- An empty score is not a zero. Comparisons before and after hold for people who took both tests.
- Not protected: what somebody learns who already knows nearly everything about a person, such as each month in which the
  person completed a level. Share the file with those only who need it, and say where it came from.
"""


def few(number):
    return f"fewer than {SMALLEST}" if 0 < number < SMALLEST else number


def readme(found, report, now):
    said = notice(report, now)
    return _TEXT.format(
        line="=" * 47,
        period=report.period,
        day=f"{now.day} {now:%B %Y}",
        notice=f"{said}\n" if said else "",
        left_out=few(found.left_out),
        smallest=SMALLEST,
        least=found.sizes[0] if found.rows else "there are no rows",
        blanked=found.blanked,
    )
