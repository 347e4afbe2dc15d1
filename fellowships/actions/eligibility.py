"""Checking who is eligible: as often as one likes while the call is open, for good when it is closed."""

from django.db import transaction
from django.utils import timezone

from accounts import audit
from fellowships import eligibility, facts, stages
from fellowships.models import Application, EligibilityCheck, Stage


def findings(*, call, person):
    """How each rule of a call stands for somebody now. Nothing is stored: this is what people see before they write."""
    known = facts.of([person.pk])[person.pk]
    return eligibility.judge(_rules(call), known, _today(call))


@transaction.atomic
def check_eligibility(*, application):
    """Store how each rule stands for one application now. Exceptions that were made stay."""
    _store(application.call, [application])


@transaction.atomic
def decide_eligibility(*, call, by=None):
    """Decide for all that were handed in, once the call is closed. Returns how many are eligible.

    It can be repeated as long as no review has begun: after attendance was corrected, say.
    """
    call = stages.lock(call)
    stages.require(call, Stage.CLOSED)
    handed_in = Application.objects.submitted().filter(call=call).select_related("person")
    applications = list(handed_in.select_for_update(of=("self",)).order_by("pk"))
    _store(call, applications)
    return sum(_settle(applications, by))


@transaction.atomic
def settle_eligibility(*, application, by=None):
    """Decide about one application by the checks and exceptions as they are stored: after an exception was confirmed,
    or where it was handed in late. The caller has locked the application. Returns whether it is eligible.
    """
    [is_eligible] = _settle([application], by)
    return is_eligible


def _rules(call):
    return list(call.eligibility.select_related("level").order_by("order", "pk"))


def _today(call):
    return timezone.localdate(timezone=call.zone)


def _store(call, applications):
    known = facts.of([application.person_id for application in applications])
    rules, today, now = _rules(call), _today(call), timezone.now()
    EligibilityCheck.objects.bulk_create(
        [
            EligibilityCheck(
                application=application,
                rule=finding.rule,
                is_met=finding.is_met,
                evidence=finding.evidence,
                checked_at=now,
            )
            for application in applications
            for finding in eligibility.judge(rules, known[application.person_id], today)
        ],
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["application", "rule"],
        update_fields=["is_met", "evidence", "checked_at"],
    )


def _settle(applications, by):
    """Who is refused is refused by a rule that is not met and from which no exception was made by two people."""
    refused = set(
        EligibilityCheck.objects.filter(application__in=applications, is_met=False, confirmed_at=None)
        .order_by()
        .values_list("application", flat=True)
    )
    now = timezone.now()
    news = []
    for application in applications:
        before = application.is_eligible
        application.is_eligible = application.pk not in refused
        application.eligibility_decided_at = now
        if application.is_eligible != before:
            news.append(application)
    Application.objects.bulk_update(applications, ["is_eligible", "eligibility_decided_at"], batch_size=500)
    for application in news:
        audit.record(
            "application.eligibility_decided",
            application,
            by=by,
            person=application.person,
            is_eligible=application.is_eligible,
        )
    return [application.is_eligible for application in applications]
