from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a certificate is for."""

    ATTENDANCE = "attendance", _("Certificate of attendance")
    LEVEL = "level", _("Certificate of completion of a level")
    PATHWAY = "pathway", _("Certificate of completion of the pathway")
    FACULTY = "faculty", _("Certificate of teaching")
    AMBASSADOR = "ambassador", _("Certificate of an ambassador’s teaching")
    FELLOWSHIP = "fellowship", _("Fellowship certificate")
    CASE_AUTHOR = "case_author", _("Certificate of a case author")
    CASE_REVIEWER = "case_reviewer", _("Certificate of a case reviewer")
