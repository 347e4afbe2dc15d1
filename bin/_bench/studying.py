"""Steps of data.py about people who study: years of evidence, as it would stand in the database."""

import time

from django.db import connection
from django.utils import timezone

from accounts.models import User
from levels.actions.rebuilding import rebuild
from levels.models import Enrolment, Evidence, Level, LevelEnrolment, Module, Pathway, Progress, Resource
from levels.tests.factories import asking
from pathway.demo.people import make_crowd

DOMAIN = "study.bench.invalid"
MODULES, MINUTES, PAGES = 6, 5, 10

# A film of five minutes in pieces of 15 seconds, a hand-out page by page, a page that was read; each opened before.
_PIECES = {
    "opened": "SELECT 0 AS n, '{}'::jsonb AS data",
    "watched": """SELECT n, jsonb_build_object('from', n * 15000, 'to', n * 15000 + 15000, 'length', 300000, 'needed', 90)
        FROM generate_series(0, 19) AS n""",
    "pages": """SELECT n, jsonb_build_object('pages', jsonb_build_array(n, n + 1), 'length', 10, 'needed', 90)
        FROM generate_series(1, 9, 2) AS n""",
    "declared": "SELECT 1 AS n, '{}'::jsonb AS data",
}
_OF = {"opened": "page,video,pdf", "watched": "video", "pages": "pdf", "declared": "page"}
_EVIDENCE = """
    INSERT INTO levels_evidence (person_id, kind, resource_id, resource_version, data, happened_at, received_at)
    SELECT e.user_id, %(kind)s, r.id, 1, p.data, now() - interval '300 days' + r.id %% 250 * interval '1 day'
        + e.user_id %% 600 * interval '1 minute' + p.n * interval '15 seconds', now()
    FROM levels_enrolment AS e CROSS JOIN levels_resource AS r CROSS JOIN ({pieces}) AS p (n, data)
    WHERE r.slug LIKE 'bench-%%' AND r.kind = ANY(string_to_array(%(of)s, ','))
"""


def study(number):
    """So many people who have studied all of three levels. Returns how many rows of evidence that is."""
    for level in Level.objects.all():
        _furnish(level)
    make_crowd(number, domain=DOMAIN)
    people = User.objects.filter(email__endswith=f"@{DOMAIN}")
    enrolments = Enrolment.objects.filter(user__in=people)
    if not enrolments.exists():
        pathway = Pathway.objects.get()
        Enrolment.objects.bulk_create(Enrolment(user=user, pathway=pathway) for user in people)
    LevelEnrolment.objects.bulk_create(
        (
            LevelEnrolment(enrolment_id=pk, level=level)
            for pk in enrolments.values_list("pk", flat=True)
            for level in Level.objects.all()
        ),
        ignore_conflicts=True,
    )
    Enrolment.objects.exclude(user__in=people).delete()
    with connection.cursor() as cursor:
        for kind, pieces in _PIECES.items():
            cursor.execute(_EVIDENCE.format(pieces=pieces), {"kind": kind, "of": _OF[kind]})
        cursor.execute("ANALYZE")
    return Evidence.objects.count()


def _furnish(level):
    for number in range(MODULES):
        module = Module.objects.create(
            level=level, slug=f"bench-{number}", title=f"Module {number}", publish_on=timezone.localdate()
        )
        for kind, length in (("page", None), ("video", MINUTES * 60), ("pdf", PAGES)):
            Resource.objects.create(
                module=module,
                slug=f"bench-{kind}",
                kind=kind,
                title=kind,
                length=length,
                publish_on=module.publish_on,
            )
    asking(level, {"kind": "resources"})


def forget():
    """All that can be made anew; completions stay, as they are kept for good."""
    Progress.objects.all().delete()
    LevelEnrolment.objects.update(standing={}, score=None)


def rebuild_all(check):
    """Seconds, and what was found."""
    began = time.monotonic()
    report = rebuild(check=check)
    return {
        "seconds": time.monotonic() - began,
        "people": report.people,
        "resources": report.rows,
        "missing": len(report.missing),
        "differences": report.differences,
        "levels": report.standings.levels,
        "done": Progress.objects.exclude(done_at=None).count(),
        "completed": LevelEnrolment.objects.exclude(completed_at=None).count(),
    }


STEPS = (study, forget, rebuild_all)
