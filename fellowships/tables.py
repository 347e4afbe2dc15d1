"""The applications of a round as a table that leaves the portal."""

import csv
import io

from django.utils.translation import gettext as _

from accounts.tables import harmless
from fellowships import roll


def applications_as_csv(applications):
    """With a byte order mark, so that spreadsheets read letters right; no cell can be run as a formula. No long texts."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            _("Code"),
            _("Name"),
            _("E-mail"),
            _("Country"),
            _("Post"),
            _("Workplace"),
            _("State"),
            _("Handed in (UTC)"),
            _("Eligible"),
            _("Reviews"),
            _("Points of the reviews"),
            _("Points between the reviews"),
        ]
    )
    writer.writerows([harmless(cell) for cell in _cells(application)] for application in applications)
    return "\ufeff" + out.getvalue()


def _cells(application):
    eligible = {True: _("Yes"), False: _("No"), None: ""}
    return [
        application.code,
        application.person.name,
        application.person.email,
        application.home.name if application.home else "",
        application.post,
        application.workplace,
        application.get_state_display(),
        f"{application.submitted_at:%Y-%m-%d %H:%M}" if application.submitted_at else "",
        eligible[application.is_eligible],
        application.reviews,
        _points(roll.mean_of(application)),
        _points(application.spread if application.reviews > 1 else None),
    ]


def _points(hundredths):
    """The same in every language: a table is read by programs too."""
    return "" if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02}"
