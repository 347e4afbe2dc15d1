"""What somebody did, in the words of the public check: one sentence and one label of time for each kind."""

from django.utils.translation import gettext_lazy as _

from certificates.models import Kind

DID = {
    Kind.ATTENDANCE: _("attended “%(title)s”"),
    Kind.LEVEL: _("completed “%(title)s”"),
    Kind.PATHWAY: _("completed the whole pathway “%(title)s”"),
    Kind.FACULTY: _("taught at “%(title)s”"),
    Kind.AMBASSADOR: _("taught as an ambassador at “%(title)s”"),
    Kind.FELLOWSHIP: _("completed the fellowship “%(title)s”"),
    Kind.CASE_AUTHOR: _("wrote the clinical case “%(title)s”"),
    Kind.CASE_REVIEWER: _("reviewed the clinical case “%(title)s”"),
}
TIME = {
    Kind.ATTENDANCE: _("Time attended"),
    Kind.LEVEL: _("Time studied"),
    Kind.PATHWAY: _("Time studied"),
    Kind.FACULTY: _("Time taught"),
    Kind.AMBASSADOR: _("Time taught"),
    Kind.FELLOWSHIP: _("Time attended"),
    Kind.CASE_AUTHOR: _("Time spent"),
    Kind.CASE_REVIEWER: _("Time spent"),
}


def did(certificate):
    return DID[certificate.kind] % {"title": certificate.title}
