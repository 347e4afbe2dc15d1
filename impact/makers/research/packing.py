"""The zip: the rows, what each column means, and how it was seen to that nobody can be made out."""

import csv
import io
import secrets
import zipfile

from django.utils import translation

from accounts.models import CareerStage, Profession
from accounts.tables import harmless
from impact.makers.research.anonymising import ALL, ELSEWHERE, EUROPE, IN_EUROPE, PILOT, STAGES, STEPS
from impact.makers.research.gathering import MONTH, columns, levels
from impact.makers.research.readme import few, readme

KNOWN = ["joined", "country", "profession", "career_stage"]


def pack(found, report, now):
    scores, reached = columns(levels())
    with translation.override("en"):
        files = {
            "README.txt": readme(found, report, now),
            "people.csv": _csv(["row", *KNOWN, *scores, *reached], _people(found, scores, reached)),
            "data_dictionary.csv": _csv(["column", "what it is", "values"], _dictionary(scores, reached)),
            "anonymity.csv": _csv(["what", "number"], proof(found)),
        }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, (now.year, now.month, now.day, 0, 0, 0)), content)
    return out.getvalue()


def _people(found, scores, reached):
    """The number of a row is drawn anew each time, and nowhere is it written whose it is."""
    for row in found.rows:
        known = [getattr(row.known, name) for name in KNOWN]
        told = [row.scores.get(name, "") for name in scores]
        yield [secrets.token_hex(8), *known, *told, *(row.reached.get(name, "") for name in reached)]


def proof(found):
    """What whoever checks the file can count again."""
    sizes = found.sizes
    yield "rows", len(found.rows)
    yield "combinations of joined, country, profession and career_stage", len(sizes)
    yield "rows of the smallest combination", sizes[0] if sizes else 0
    for (name, *_step), number in zip(STEPS, found.settled, strict=True):
        yield f"rows told by {name}", number
    yield "people left out: fewer than five alike at the coarsest step", few(found.left_out)
    yield "scores left out: all who look alike have the same", found.blanked


def _dictionary(scores, reached):
    stages = "; ".join(f"{stage.value}: {stage.label}" for stage in CareerStage)
    yield "row", "a number drawn at random for this file alone", "no file of another day has the same"
    yield "joined", "when the person joined the pathway, in UTC", "2026-05, 2026-Q2 or 2026"
    yield (
        "country",
        "where the person worked on that day",
        f"ISO 3166 code; {PILOT}; {EUROPE} ({' '.join(sorted(IN_EUROPE))}); {ELSEWHERE}; {ALL}",
    )
    professions = "; ".join(f"{one.value}: {one.label}" for one in Profession)
    yield "profession", "as the person said on that day", professions
    grouped = "; ".join(dict.fromkeys(STAGES.values()))
    yield "career_stage", "as the person said on that day", f"{stages}; or grouped: {grouped}"
    for name in scores:
        _word, level, when = name.split("_")
        yield (
            name,
            f"score in the test {when} level {level}, percent in steps of five",
            "0 to 4 … 95 to 99, 100; empty: not taken, or not told",
        )
    for name in reached[:-2]:
        _word, level, what = name.split("_")
        yield (
            name,
            f"months of {MONTH} days from joining until level {level} was {what}",
            "0, 1 … 11, 12 or more; empty: not by the end of the period",
        )
    yield "events_attended", "events at which the person was for the minimum time", "0 … 4, 5 or more"
    yield "cases_opened", "clinical cases that the person opened", "0 … 4, 5 or more"


def _csv(head, rows):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()
