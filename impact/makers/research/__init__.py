"""Research data: a row for each person who joined the pathway, by which nobody can be told who it is.

`gathering.py` reads the rows, `anonymising.py` coarsens what would make somebody out, `packing.py` writes the zip.
"""

from django.utils import timezone

from impact.makers.research import packing
from impact.makers.research.anonymising import anonymised
from impact.makers.research.gathering import rows_of


def make(report, tell):
    tell(5)
    now = timezone.now()
    rows, pilots = rows_of(report.period, now)
    tell(60)
    found = anonymised(rows, pilots)
    tell(80)
    return packing.pack(found, report, now)
