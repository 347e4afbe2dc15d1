"""What the programme gave: pages read, certificates, cases."""

import re
from collections import defaultdict

from django.db import connection
from django.db.models import Count as CountRows
from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from cases.models import CaseState, Reading, Version
from impact import visits
from impact.figures.figure import NOT_STATED, Figure
from impact.figures.people import group_name
from impact.figures.tallies import Distinct, Sum
from impact.models.snapshots import Split

_PAGE_OF = re.compile(r"/(?:levels/(?P<level>\d{1,4})|hubs/(?P<country>[a-z]{2}))/")

# Neither revoked nor replaced, and still somebody's. Who holds it counts with the country of the first one's day.
_CERTIFICATES = """
    SELECT holder.country, certificate.kind, date_trunc('month', certificate.issued_at AT TIME ZONE 'UTC'),
           array_agg(DISTINCT certificate.holder_id), count(*)
      FROM certificates_certificate certificate
      JOIN impact_milestone holder ON holder.person = certificate.holder_id AND holder.step = 'certified'
     WHERE certificate.revoked_at IS NULL AND certificate.issued_at < %s
       AND (%s::timestamptz IS NULL OR certificate.issued_at >= %s)
       AND NOT EXISTS (SELECT FROM certificates_certificate newer WHERE newer.replaces_id = certificate.id)
     GROUP BY 1, 2, 3
"""


def _views(source, split):
    """The counter knows no days: a period has none."""
    found = defaultdict(int)
    for path, number in {} if source.since else visits.by_path().items():
        page = _PAGE_OF.fullmatch(path)
        level, country = (page["level"], page["country"]) if page else (None, None)
        found[0, (country or NOT_STATED).upper(), ""] += number
        if level:
            found[int(level), NOT_STATED, ""] += number
    return {key: Sum(None, {"views": number}) for key, number in found.items()}


def _certificates(source, split):
    with connection.cursor() as cursor:
        cursor.execute(_CERTIFICATES, [source.until, source.since, source.since])
        rows = cursor.fetchall()
    found = {}
    for country, kind, month, holders, number in rows:
        group = {Split.TOTAL: "", Split.KIND: kind, Split.MONTH: group_name(month)}[split]
        key, tally = (0, country or NOT_STATED, group), Distinct(frozenset(holders), {"certificates": number})
        found[key] = found[key] + tally if key in found else tally
    return found


def _cases(source, split):
    """Published ones that can be read today, by the day of their first version."""
    versions = Version.objects.filter(case__state=CaseState.PUBLISHED, case__is_sample=False)
    published = versions.order_by().values("case").annotate(first=Min("published_at"))
    published = published.filter(first__lt=source.until)
    published = published.filter(first__gte=source.since) if source.since else published
    return {(0, NOT_STATED, ""): Sum(None, {"published": published.count()})}


def _readers(source, split):
    rows = Reading.objects.filter(person__is_staff=False, started_at__lt=source.until)
    rows = rows.filter(started_at__gte=source.since) if source.since else rows
    found = rows.order_by().values_list("person__profile__country")
    return {
        (0, country or NOT_STATED, ""): Sum(people, {"readings": readings})
        for country, people, readings in found.annotate(
            people=CountRows("person", distinct=True), readings=CountRows("pk")
        )
    }


FIGURES = [
    Figure(
        "views",
        _("Views of public pages"),
        _(
            "How often the public pages of the programme, its levels and its hubs were read, on the earlier site too. Programs and people who work for the portal are left out; who reads is not recorded, and nor is the day."
        ),
        _views,
        moore="1",
        holds={"views": _("views of pages")},
        of_people=False,
    ),
    Figure(
        "certificates",
        _("Certificates"),
        _(
            "People with a certificate that is neither revoked nor replaced, with the country of the day of their first; by kind and by the month in which it was issued."
        ),
        _certificates,
        (Split.KIND, Split.MONTH),
        holds={"certificates": _("certificates: who has three counts three times")},
    ),
    Figure(
        "cases",
        _("Published cases"),
        _(
            "Clinical cases that can be read today, invented samples left out, by the day of the first version."
        ),
        _cases,
        holds={"published": _("cases")},
        of_people=False,
    ),
    Figure(
        "readers",
        _("People who read cases"),
        _(
            "People with an account who have opened a clinical case, with the country they give today, by the day on which they opened it."
        ),
        _readers,
        moore="1",
        holds={"readings": _("cases opened: who has opened three counts three times")},
    ),
]
