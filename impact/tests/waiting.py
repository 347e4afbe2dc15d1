"""One thing of each kind that waits for staff, by the name of the kind: as it stands in the database."""

from datetime import date, timedelta

from django.utils import timezone
from psycopg.types.range import DateRange

from accounts.models import Erasure
from accounts.tests.factories import UserFactory
from assessments.models import Attempt as AssessmentAttempt
from assessments.models import (
    AttemptQuestion,
    AttemptState,
    Contest,
    QuestionFigures,
)
from assessments.tests.factories import AssessmentFactory
from cases.models import AskedQuestion, PrivacyReport
from cases.tests.factories import accepted, published, waiting
from certificates.tests.factories import AwardFactory, CertificateFactory
from evaluations.models import AnswerSheet
from evaluations.tests.factories import opened
from fellowships.models import AssignmentState, Conflict, Placement, Report, Stage
from fellowships.tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    OfferFactory,
    RunFactory,
    at_stage,
    open_call,
    placement_of_fellow,
    signed_by_two,
)
from hubs.models import Hub
from hubs.tests.factories import HubFactory, MembershipFactory
from impact.tests.factories import WebhookFactory
from levels.models import Exemption
from levels.tests.factories import LevelEnrolmentFactory, LocalMaterialFactory, ResourceFactory, asking
from mailing.models import MessageState
from mailing.tests.factories import MessageFactory
from registrations.models import Attendance, Dispute, Filling, ReportState, Rule, State
from registrations.tests.factories import (
    ClosingFactory,
    EventFactory,
    ProposalFactory,
    RegistrationFactory,
    ReportFactory,
    SeatTransferFactory,
    SessionFactory,
)


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def poland():
    """With a coordinator whose term goes on."""
    hub = Hub.objects.filter(country="PL").first()
    return hub or MembershipFactory(hub=HubFactory(country="PL")).hub


def request(**facts):
    event = EventFactory(filling=Filling.REVIEWED)
    return RegistrationFactory(
        **{"event": event, "state": State.REQUESTED, "rule": Rule.RECEIVED, "home": "IN"} | facts
    )


def request_at_a_hub():
    return request(home=str(poland().country), requested_at=days_ago(8))


def proposal(**facts):
    proposed = {"state": "proposed", "proposed_at": timezone.now(), "proposed_by": UserFactory()}
    return ProposalFactory(**{"hub": poland()} | proposed | facts)


def over(**facts):
    """An event that was a week ago, with somebody who was there."""
    event = EventFactory(starts_at=days_ago(7), **facts)
    person = RegistrationFactory(event=event)
    Attendance.objects.create(session=SessionFactory(event=event), registration=person, minutes=90)
    return event


def dispute():
    event = over(certificates_released_at=timezone.now())
    row = Attendance.objects.get(session__event=event)
    return Dispute.objects.create(
        registration=row.registration,
        session=row.session,
        statement="I was there until the end.",
        claimed_minutes=180,
    )


def ranked_event():
    return EventFactory(filling=Filling.RANKED, requests_until=days_ago(1), capacity=3)


def hub_without_coordinator():
    return HubFactory(country=next(code for code in ("RO", "SE", "PT") if not _has_hub(code)))


def _has_hub(code):
    return Hub.objects.filter(country=code).exists()


def ending_term():
    return MembershipFactory(hub=hub_without_coordinator(), ends_on=timezone.localdate() + timedelta(days=9))


def exemption():
    row = LevelEnrolmentFactory()
    return Exemption.objects.create(
        level_enrolment=row, key="quiz", reason="Teaches it.", asked_by=UserFactory()
    )


def sign_off():
    """All is done but what staff sign off."""
    row = LevelEnrolmentFactory()
    row.requirements = row.level.requirement_sets.first() or asking(row.level, {"kind": "sign_off"})
    row.standing = standing(line("resources", at="2027-01-05T10:00:00Z"), line("sign_off"))
    row.save()
    return row


def standing(*lines):
    is_met = all(one["at"] for one in lines)
    return {"is_met": is_met, "groups": [{"is_met": is_met, "lines": lines}]}


def line(kind, at=None):
    return {"kind": kind, "at": at, "exempt": False}


def no_longer_met():
    return LevelEnrolmentFactory(completed_at=days_ago(3), standing={"is_met": False, "groups": []})


def attempt(**facts):
    return AssessmentAttempt.objects.create(
        **{
            "assessment": AssessmentFactory(questions=1, questions__spare=0),
            "person": UserFactory(),
            "number": 1,
            "pass_mark": 7500,
            "state": AttemptState.MARKING,
            "ended_at": days_ago(2),
        }
        | facts
    )


def text():
    tried = attempt()
    return AttemptQuestion.objects.create(attempt=tried, order=1, version=_version(tried))


def _version(tried):
    return tried.assessment.blueprint.first().topic.questions.order_by("-pk").first().versions.first()


def contest():
    tried = attempt(state=AttemptState.SCORED, score=0, is_passed=False)
    row = AttemptQuestion.objects.create(attempt=tried, order=1, version=_version(tried), points=0)
    return Contest.objects.create(
        question=row, version=row.version, person=tried.person, text="The key is not right."
    )


def flagged():
    tried = attempt()
    return QuestionFigures.objects.create(
        assessment=tried.assessment, version=_version(tried), flags=["negative", "hard"]
    )


def answered(number, people=5, **fields):
    """An open survey in which so many people have given that number to its core question, all counted in."""
    survey = opened(**fields)
    core = survey.core_questions.order_by("-pk").first()
    for _n in range(people):
        sheet = AnswerSheet.objects.create(survey=survey, is_counted=True)
        sheet.answers.create(question=core, number=number)
    return survey


def low():
    return answered(2)


def few(**facts):
    return opened(**{"closes_on": timezone.localdate() + timedelta(days=1)} | facts)


def lapsed():
    certificate = CertificateFactory()
    award = certificate.award
    award.lapsed_at, award.lapsed_because = days_ago(1), "The minutes were corrected."
    award.save()
    _print(certificate)
    return award


def _print(certificate):
    certificate.renditions.create(language="en", sha256=f"{certificate.pk:064x}", file="certificates/x.pdf")


def nameless():
    return AwardFactory(holder__name="", due_at=days_ago(1))


def privacy_report():
    version = published()
    return PrivacyReport.objects.create(case=version.case, text="The ward is named.")


def question():
    return AskedQuestion.objects.create(case=published().case, person=UserFactory(), text="Which dose?")


def late_review():
    return AssignmentFactory(due_at=days_ago(1), state=AssignmentState.OPEN)


def conflict():
    row = AssignmentFactory(state=AssignmentState.ASKED)
    return Conflict.objects.create(
        application=row.application, person=row.reviewer, source="reviewer", kind="declared", note="A friend."
    )


def call_at(stage):
    return lambda: at_stage(open_call(), stage)


def ending_offer():
    call = open_call()
    run = signed_by_two(RunFactory(snapshot__call=call))
    application = ApplicationFactory(call=at_stage(call, Stage.OFFERING))
    return OfferFactory(application=application, run=run, expires_at=timezone.now() + timedelta(days=2))


def report(**facts):
    stay = placement_of_fellow()
    Placement.objects.filter(pk=stay.pk).update(
        state="done", days=DateRange(date(2027, 1, 4), date(2027, 1, 9))
    )
    return Report.objects.create(placement=stay, **{"due_on": date(2026, 1, 1)} | facts)


def report_to_read():
    whole = {"seen": "Rounds.", "learned": "Doses.", "rating": 5, "submitted_at": timezone.now()}
    return report(state="submitted", **whole)


def erasure():
    return Erasure.objects.create(user=UserFactory(), requested_at=days_ago(9), due_at=days_ago(2))


MAKERS = {
    "requests": request,
    "at_hubs": request_at_a_hub,
    "proposals": proposal,
    "transfers": SeatTransferFactory,
    "disputes": dispute,
    "attendance_reports": lambda: ReportFactory(state=ReportState.WAITING, session=_session()),
    "closings": ClosingFactory,
    "unreleased": over,
    "allocations": ranked_event,
    "hubs_without_coordinator": hub_without_coordinator,
    "terms_ending": ending_term,
    "exemptions": exemption,
    "sign_offs": sign_off,
    "no_longer_met": no_longer_met,
    "contests": contest,
    "marking": text,
    "flags": flagged,
    "low_evaluations": low,
    "few_answers": few,
    "lapsed": lapsed,
    "nameless": nameless,
    "unmade": lambda: CertificateFactory(issued_at=days_ago(1)),
    "privacy_reports": privacy_report,
    "privacy_checks": lambda: waiting(days=9),
    "case_decisions": accepted,
    "case_questions": question,
    "eligibility": call_at(Stage.CLOSED),
    "late_reviews": late_review,
    "conflicts": conflict,
    "to_sign": call_at(Stage.ALLOCATED),
    "to_offer": call_at(Stage.APPROVED),
    "ending_offers": ending_offer,
    "late_reports": report,
    "reports_to_read": report_to_read,
    "failed_mails": lambda: MessageFactory(state=MessageState.FAILED),
    "unknown_mails": lambda: MessageFactory(state=MessageState.UNKNOWN),
    "late_mails": lambda: MessageFactory(due_at=days_ago(1)),
    "erasures": erasure,
    "no_second_factor": lambda: UserFactory(is_staff=True),
    "webhooks_off": lambda: WebhookFactory(is_on=False, switched_off_at=days_ago(1)),
    "old_material": lambda: LocalMaterialFactory(hub=poland(), review_by=days_ago(1).date()),
    "old_resources": lambda: ResourceFactory(review_due_on=days_ago(1).date()),
}


def _session():
    event = EventFactory()
    return SessionFactory(event=event)
