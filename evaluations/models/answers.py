"""Who has answered, and what was answered: two things that share nothing but the survey."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from evaluations.models.surveys import Question, QuestionKind, Survey

LONGEST_TEXT = 2000


class Participation(models.Model):
    """That a person has answered, and on which day: not what, and not when on that day.

    There is deliberately no audit entry beside it, since that would hold the moment.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(
        Survey, on_delete=models.PROTECT, related_name="participations", verbose_name=_("survey")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="participations",
        verbose_name=_("person"),
    )
    answered_on = models.DateField(_("answered on"), default=timezone.localdate)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(fields=["survey", "person"], name="evaluations_participation_once"),
        ]

    def __str__(self):
        return f"{self.survey} {self.answered_on}"


class AnswerSheet(models.Model):
    """What one person answered, without the person. Its key is random; see `mixing.py` for the order of the rows.

    `country` is kept only where it has a hub (for the comparison of hubs), and empty for everywhere else. The
    comparison is fixed when the survey first closes: a later sheet `is_late`, keeps no country and is left out of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(
        Survey, on_delete=models.PROTECT, related_name="sheets", verbose_name=_("survey")
    )
    country = CountryField(_("country"), blank=True)
    is_counted = models.BooleanField(
        _("in the results"), default=False, help_text="Sheets enter the results at least five at a time."
    )

    is_late = models.BooleanField(_("came after the first closing"), default=False)

    class Meta:
        verbose_name = _("answer sheet")
        verbose_name_plural = _("answer sheets")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_late=False) | Q(country=""), name="evaluations_sheet_late_without_country"
            ),
        ]

    def __str__(self):
        return str(self.survey)


class Answer(models.Model):
    """The answer to one question. `choices` are numbers of options, from 0. What was left out has no row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.ForeignKey(
        AnswerSheet, on_delete=models.CASCADE, related_name="answers", verbose_name=_("answer sheet")
    )
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="answers", verbose_name=_("question")
    )
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    choices = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("choices"), default=list, blank=True
    )
    text = models.TextField(_("text"), max_length=LONGEST_TEXT, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "question"], name="evaluations_answer_once"),
            models.CheckConstraint(
                condition=Q(number__isnull=False, number__range=(1, 5), choices=[], text="")
                | Q(number=None, choices__len__gte=1, text="")
                | (Q(number=None, choices=[]) & ~Q(text="")),
                name="evaluations_answer_of_one_kind",
            ),
        ]

    def __str__(self):
        return str(self.question)

    def clean(self):
        """Fits its question. The form has seen to it; this holds when the question has changed since."""
        fits = {
            QuestionKind.SCALE: self.number is not None,
            QuestionKind.SINGLE: len(self.choices) == 1,
            QuestionKind.MULTIPLE: len(self.choices) > 0,
            QuestionKind.TEXT: self.text != "",
        }[self.question.kind]
        options = range(len(self.question.options))
        if not fits or any(choice not in options for choice in self.choices):
            raise ValidationError(_("This answer does not fit its question."), code="unfit")
