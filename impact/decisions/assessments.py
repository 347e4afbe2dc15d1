"""Assessments: questions that learners contest, texts to be marked, figures that ask for a look."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from assessments import waiting
from assessments.models import Contest, QuestionFigures
from impact.decisions.decision import Kind

TITLE = _("Assessments")


KINDS = [
    Kind(
        name="contests",
        needs="assessments.change_contest",
        title=ngettext_lazy(
            "%(count)s message says that a question is not right",
            "%(count)s messages say that a question is not right",
            "count",
        ),
        why=_("If it is true, scores of many people change. Who wrote waits for an answer."),
        rows=lambda asking: Contest.objects.open().manageable_by(asking.user),
        since="made_at",
        url=lambda one: reverse("assessments:contested"),
    ),
    Kind(
        name="marking",
        needs="assessments.change_attemptquestion",
        title=ngettext_lazy(
            "%(count)s text waits to be marked", "%(count)s texts wait to be marked", "count"
        ),
        why=_("Nobody has a result before the last text of an attempt is marked."),
        rows=lambda asking: waiting.all_texts(asking.user),
        since="attempt__ended_at",
        one="attempt__assessment__slug",
        about="attempt__assessment__title",
        url=lambda slug: reverse("assessments:mark", args=[slug]),
    ),
    Kind(
        name="flags",
        needs="assessments.change_question",
        title=ngettext_lazy(
            "%(count)s question has figures that ask for a look",
            "%(count)s questions have figures that ask for a look",
            "count",
        ),
        why=_("A wrong key or an unclear text shows here first. Say “fine” where it is meant so."),
        rows=lambda asking: QuestionFigures.objects.flagged(),
        one="assessment__slug",
        about="assessment__title",
        url=lambda slug: reverse("assessments:figures", args=[slug]),
    ),
]
