"""The rules of a round: whose minimum, who may apply, what reviewers look at."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from fellowships.models.calls import Call
from levels.models import Level


class PriorityGroup(models.Model):
    """Countries of which a minimum of fellowships is kept, if there are enough who are eligible. Groups share no country."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="groups", verbose_name=_("call"))
    title = models.CharField(_("title"), max_length=100)
    countries = CountryField(_("countries"), multiple=True)
    minimum = models.PositiveSmallIntegerField(
        _("minimum of fellowships"),
        help_text=_("A minimum, not a number on top: places that are not needed go to everyone."),
    )

    class Meta:
        verbose_name = _("group with a minimum")
        verbose_name_plural = _("groups with a minimum")
        ordering = ["pk"]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        mine = {country.code for country in self.countries}
        for other in PriorityGroup.objects.filter(call=self.call_id).exclude(pk=self.pk):
            shared = mine & {country.code for country in other.countries}
            if shared:
                raise ValidationError(
                    _("%(countries)s: in the group “%(group)s” already."),
                    params={"countries": ", ".join(sorted(shared)), "group": other.title},
                )


class RuleKind(models.TextChoices):
    LEVEL_COMPLETED = "completed", _("has completed the level")
    LEVEL_SCORE = "score", _("has at least this score in the level")
    ATTENDANCE = "attendance", _("was at so many live events of the level")
    PROFESSION = "profession", _("has one of these professions")
    NOT_AGAIN = "not_again", _("had no placement of ours in so many months")


class EligibilityRule(models.Model):
    """What somebody must have to be eligible. `value` is what the kind asks: hundredths of a percent, events, months."""

    call = models.ForeignKey(
        Call, on_delete=models.CASCADE, related_name="eligibility", verbose_name=_("call")
    )
    kind = models.CharField(_("asks that somebody"), max_length=10, choices=RuleKind)
    level = models.ForeignKey(
        Level, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("level")
    )
    value = models.PositiveIntegerField(
        _("value"),
        null=True,
        blank=True,
        help_text=_(
            "Score: hundredths of a percent (7000 is 70%). Attendance: live events. Not again: months."
        ),
    )
    professions = models.JSONField(_("professions"), default=list, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("rule of eligibility")
        verbose_name_plural = _("rules of eligibility")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=RuleKind.LEVEL_COMPLETED, level__isnull=False, value=None)
                | Q(
                    kind__in=[RuleKind.LEVEL_SCORE, RuleKind.ATTENDANCE],
                    level__isnull=False,
                    value__isnull=False,
                )
                | Q(kind=RuleKind.PROFESSION, level=None, value=None)
                | Q(kind=RuleKind.NOT_AGAIN, level=None, value__isnull=False),
                name="fellowships_rule_has_what_it_asks",
                violation_error_message=_(
                    "This kind of rule needs other details: a level, a value, or professions."
                ),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class Criterion(models.Model):
    """One line of the rubric. Every value has its anchor: words that say what it stands for."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="criteria", verbose_name=_("call"))
    title = models.CharField(_("title"), max_length=100)
    question = models.CharField(_("question to the reviewer"), max_length=300)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1, validators=[MinValueValidator(1)])
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(weight__gte=1), name="fellowships_criterion_counts"),
        ]

    def __str__(self):
        return self.title


class Anchor(models.Model):
    """What one value of a criterion stands for. The smallest and the largest value span the criterion."""

    criterion = models.ForeignKey(
        Criterion, on_delete=models.CASCADE, related_name="anchors", verbose_name=_("criterion")
    )
    value = models.PositiveSmallIntegerField(_("value"), validators=[MaxValueValidator(10)])
    words = models.CharField(_("what it stands for"), max_length=300)

    class Meta:
        verbose_name = _("anchor")
        verbose_name_plural = _("anchors")
        ordering = ["value"]
        constraints = [
            models.UniqueConstraint(fields=["criterion", "value"], name="fellowships_anchor_once"),
            models.CheckConstraint(condition=~Q(words=""), name="fellowships_anchor_says_something"),
        ]

    def __str__(self):
        return f"{self.value}: {self.words}"
