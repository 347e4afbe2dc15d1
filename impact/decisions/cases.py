"""The case repository, as its editors see it. Nothing in which the person has a stake."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cases import checkers, editing
from cases.models import AskedQuestion, AskedState, Case, PrivacyReport, Repository
from impact.decisions.decision import Kind

TITLE = _("Case repository")
# They stand among the privacy reports and the checks.
ELSEWHERE = [editing.Stage.HIDDEN, editing.Stage.CHECK]


def _page(name):
    return lambda one: reverse(f"cases:{name}")


def _decisions(asking):
    cases = editing.with_details(editing.all_of(asking.user))
    return editing.needing(cases, Repository.current()).exclude(stage__in=ELSEWHERE)


def _reports(asking):
    return PrivacyReport.objects.open().filter(case__in=Case.objects.edited_by(asking.user))


def _questions(asking):
    return AskedQuestion.objects.moderated_by(asking.user).filter(state=AskedState.WAITING)


KINDS = [
    Kind(
        name="privacy_reports",
        needs="cases.change_privacyreport",
        title=ngettext_lazy(
            "%(count)s privacy problem is reported", "%(count)s privacy problems are reported", "count"
        ),
        why=_("The case is hidden from everybody until an editor has looked."),
        rows=_reports,
        since="reported_at",
        url=_page("reports"),
    ),
    Kind(
        name="privacy_checks",
        needs="cases.change_revision",
        title=ngettext_lazy(
            "%(count)s privacy check waits for an editor",
            "%(count)s privacy checks wait for an editor",
            "count",
        ),
        why=_("It has taken too long, or there is no checker without a stake in the case."),
        rows=lambda asking: checkers.queue_of(asking.user),
        since="submitted_at",
        url=_page("checks"),
    ),
    Kind(
        name="case_decisions",
        needs="cases.change_case",
        title=ngettext_lazy(
            "%(count)s case waits for an editor", "%(count)s cases wait for an editor", "count"
        ),
        why=_("Reviewers to be asked, a decision to be made, or an accepted case to be published."),
        rows=_decisions,
        since="since",
        url=_page("desk"),
    ),
    Kind(
        name="case_questions",
        needs="cases.change_askedquestion",
        title=ngettext_lazy(
            "%(count)s question of a reader waits", "%(count)s questions of readers wait", "count"
        ),
        why=_("Authors cannot answer before it is let through."),
        rows=_questions,
        since="asked_at",
        url=_page("moderation"),
    ),
]
