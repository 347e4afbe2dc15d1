"""What people have reached, one row each: the ground on which every figure about people stands.

The table is made anew for each count and is gone afterwards (`impact.gathering`): nothing about a person is kept here.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    JOINED = "joined", _("has an account and a profile")
    ENROLLED = "enrolled", _("is on the pathway")
    OPENED = "opened", _("a level is open to the person")
    STARTED = "started", _("has opened something in a level")
    PRETEST = "pretest", _("has a score in the test before a level")
    POSTTEST = "posttest", _("has a score in the test after a level")
    ASSESSED = "assessed", _("has a score in an assessment of a level")
    COMPLETED = "completed", _("has completed a level")
    CERTIFIED = "certified", _("holds a valid certificate")
    ASKED = "asked", _("has asked for a place at an event")
    SEATED = "seated", _("holds a place at an event")
    ATTENDED = "attended", _("was there for the minimum of an event")
    MISSED = "missed", _("held a place at an event that is closed, and did not come")


class Milestone(models.Model):
    """A person reached something at a moment, and what the person was then.

    `person` is the number of an account. `level` is the number of a level, `event` the id of an event, 0 for none.
    `value` is a score in hundredths of a percent or minutes of attendance. `country`, `profession` and `career_stage` are
    those of that day: who moves later counts where the work was done (issue 8). Empty: not stated, or the account is closed.
    """

    step = models.CharField(max_length=10, choices=Step)
    person = models.BigIntegerField()
    at = models.DateTimeField()
    level = models.SmallIntegerField()
    event = models.BigIntegerField()
    value = models.IntegerField(null=True)
    passed = models.BooleanField(null=True)
    country = models.CharField(max_length=2)
    profession = models.CharField(max_length=20)
    career_stage = models.CharField(max_length=20)

    class Meta:
        managed = False
        db_table = "impact_milestone"
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")

    def __str__(self):
        return f"{self.step} {self.at:%Y-%m-%d}"
