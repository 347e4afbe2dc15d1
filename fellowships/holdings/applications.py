"""What applications hold about a person: as the applicant, and as who made an exception from a rule."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from fellowships import actions, eligibility
from fellowships.models import Application, ApplicationState, CvEntry, EligibilityCheck, Preference, Referee

TEXTS = ["experience", "motivation", "plans", "must_not_review", "reopened_because"]
WORK = ["workplace", "post", "supervisor_name", "supervisor_post", "supervisor_email"]
KEPT = _(
    "That somebody from your country applied, how the application was ranked and what came of it, without your name and "
    "without your words: so that the decision about all can still be checked."
)


def _export_applications(user):
    rows = Application.objects.own(user).select_related("call").order_by("pk")
    for row in rows:
        yield {
            "call": row.call.title,
            "code": row.code,
            "state": row.state,
            "country": str(row.home),
            "years_in_intensive_care": row.years_in_intensive_care,
            "languages": row.languages,
            **{name: getattr(row, name) for name in TEXTS + WORK},
            "eligible": row.is_eligible,
            **{name: _iso(row, name) for name in ("created_at", "saved_at", "submitted_at", "withdrawn_at")},
        }


def _erase_applications(user):
    """What the person holds is given back first, so that it goes to somebody else. Drafts go away as a whole."""
    for application in Application.objects.own(user).select_related("call", "person").order_by("call", "pk"):
        if application.state == ApplicationState.DRAFT:
            actions.discard_draft(application=application, by=user)
        elif actions.may_withdraw(application):
            actions.withdraw(application=application, by=user)
    left = Application.objects.own(user)
    CvEntry.objects.filter(application__in=left).delete()
    Referee.objects.filter(application__in=left).delete()
    blank = dict.fromkeys([name for name in TEXTS + WORK if name != "reopened_because"], "")
    left.exclude(reopened_because="").update(reopened_because="erased")
    left.update(**blank, languages=[], years_in_intensive_care=None)


def _export_cv(user):
    for row in CvEntry.objects.filter(application__person=user).order_by("pk"):
        yield {
            "kind": row.kind,
            "what": row.title,
            "where": row.place,
            "from": row.from_year,
            "until": row.until_year,
        }


def _export_referees(user):
    for row in Referee.objects.filter(application__person=user).order_by("pk"):
        yield {"name": row.name, "post": row.post, "email": row.email}


def _export_preferences(user):
    rows = Preference.objects.filter(application__person=user).select_related("offering__centre")
    for row in rows.order_by("application", "rank"):
        yield {"choice": row.rank, "centre": row.offering.centre.name}


def _export_checks(user):
    rows = EligibilityCheck.objects.filter(application__person=user).select_related("rule__level")
    for row in rows.order_by("pk"):
        yield {
            "asked": eligibility.asks(row.rule),
            "met": row.is_met,
            "evidence": row.evidence,
            "checked_at": row.checked_at.isoformat(),
            "an_exception_was_made": row.confirmed_at is not None,
        }
    handled = EligibilityCheck.objects.filter(Q(waived_by=user) | Q(confirmed_by=user))
    for row in handled.select_related("application").order_by("pk"):
        yield {
            "application": row.application.code,
            "you_proposed_an_exception": row.waived_by_id == user.pk,
            "you_confirmed_an_exception": row.confirmed_by_id == user.pk,
        }


def _erase_checks(user):
    """What somebody wrote about the person goes. Who made exceptions for others stays as a number."""
    about = EligibilityCheck.objects.filter(application__person=user)
    about.exclude(waived_because="").update(waived_because="erased")


def _iso(row, name):
    moment = getattr(row, name)
    return moment and moment.isoformat()


def _nothing(user):
    """The application itself takes them along."""


HOLDINGS = [
    Holding(
        model="fellowships.Application",
        title=_("Applications for fellowships"),
        export=_export_applications,
        erase=_erase_applications,
        kept=KEPT,
    ),
    Holding(
        model="fellowships.CvEntry",
        title=_("Your CV in applications"),
        export=_export_cv,
        erase=_nothing,
    ),
    Holding(
        model="fellowships.Referee",
        title=_("Referees you named"),
        export=_export_referees,
        erase=_nothing,
    ),
    Holding(
        model="fellowships.Preference",
        title=_("Centres you chose"),
        export=_export_preferences,
        erase=_nothing,
        kept=_("Which centres were chosen in a decided round, without your name."),
    ),
    Holding(
        model="fellowships.EligibilityCheck",
        title=_("Whether you met the rules of a call"),
        export=_export_checks,
        erase=_erase_checks,
        kept=_("Which rules of a call were met, and exceptions you made for others, without your name."),
    ),
]
