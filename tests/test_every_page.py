"""Every page as each kind of person: no error, nothing that axe finds, nothing that the CSP refuses."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.db.models import Q
from django.urls import reverse

from accounts.models import ConsentKind, User
from accounts.withdrawal import path_of
from assessments.models import Attempt, AttemptState, Contest
from cases import editing
from cases.models import Author, Case, Entry, Revision, RevisionState, Version
from cases.models import Review as CaseReview
from certificates.models import Certificate
from evaluations.models import Question, Survey
from fellowships.models import Application, Assignment, Call, Centre, Offer, Offering, Placement, Report, Run
from fellowships.models import Invitation as ExchangeInvitation
from hubs.emails import token_of
from hubs.models import Ambassador, Appointment, Invitation
from hubs.team_emails import token_of as appointment_token
from impact.models import Report as ImpactReport
from impact.models import Webhook
from levels.models import LocalMaterial, LocalState, Module, Resource
from mailing.models import Message
from pathway.content import loader
from registrations import actions
from registrations.models import (
    Announcement,
    AttendanceReport,
    Dispute,
    Event,
    Proposal,
    Registration,
    Session,
)
from registrations.offers import path_to_answer
from tests.sitemap import NO_PAGES, PUBLIC, addresses, pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PEOPLE = ["visitor", "participant.pl", "coordinator.pl", "staff", "reviewer", "centre", "finance"]


@pytest.fixture
def demo(transactional_db, settings, tmp_path):
    """The demo with its classroom, as `bin/run` shows it; its films and hand-outs in a folder of this test."""
    options = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"default": options}
    settings.DEMO = True
    loader.load()
    call_command("load_sample_classroom")
    call_command("load_demo")


def test_every_address_is_a_page_or_known_not_to_be():
    assert {address.name for address in addresses()} >= NO_PAGES


def arguments():
    """Arguments for the pages that take some; a few events, as their pages differ most."""
    events = [("masterclass-lives-2027",), ("level-1-live",), ("simulation-krakow-demo",)]
    events.append(("sepsis-leadership-demo",))
    proposal, offer = _proposal(), Registration.objects.offered().first()
    under_way = Attempt.objects.filter(state="open")
    survey = Survey.objects.first()
    request = Registration.objects.requested().filter(home="PL").first()
    calls = [(slug,) for slug in Call.objects.values_list("slug", flat=True)]
    today = Session.objects.select_related("event").get(event__slug="workshop-warsaw-demo", title="Day 2")
    reports = AttendanceReport.objects.values_list("pk", flat=True)
    return {
        "level": [(1,), (3,)],
        "hub": [("pl",)],
        "accounts:consent_stop": [(path_of(User.objects.first(), ConsentKind.NEWS).split("/")[-2],)],
        "registrations:announcement": [(row.pk,) for row in Announcement.objects.all()],
        "registrations:announcement_edit": [(Announcement.objects.get(state="draft").pk,)],
        "registrations:hub_announcements": [("pl",)],
        "registrations:hub_announcement_new": [("pl",)],
        "hubs:team": [("pl",), ("pt",)],
        "impact:hub": [("pl",), ("se",)],
        "impact:people": [("pl",)],
        "impact:follow_up": [(1,)],
        **_evaluations_of_poland(),
        "hubs:ambassadors": [("pl",)],
        "impact:hub_tokens": [("pl",)],
        "impact:hub_webhooks": [("pl",)],
        "impact:webhook": [(pk,) for pk in Webhook.objects.values_list("pk", flat=True)],
        "hubs:ambassador": [("pl", Ambassador.objects.live().order_by("pk").first().pk)],
        "hubs:appointment": [(appointment_token(Appointment.objects.first()),)],
        "hubs:accept": [(token_of(Invitation.objects.first()),)],
        "certificates:verified": [("SP-AAAA-AAAA-A",), *_certificates_in_each_state()],
        "assessments:attempt": [(row.public_id,) for row in under_way],
        "assessments:question": [(row.public_id, 2) for row in under_way],
        "assessments:hand_in": [(row.public_id,) for row in under_way],
        "assessments:review": [(row.public_id,) for row in Attempt.objects.exclude(state="open")[:3]],
        **_answered_questions(),
        **_cases_on_the_desk(),
        **_local_material(),
        "evaluations:preview": [(survey.pk,)],
        "evaluations:results": [(survey.pk,) for survey in Survey.objects.exclude(event=None)],
        "impact:hub_reports": [("pl",)],
        "impact:report": [(row.pk,) for row in ImpactReport.objects.all()],
        "levels:before_and_after": [(1,), (3,)],
        "levels:classroom": [(1,)],
        "levels:record": [(1,)],
        "levels:evaluation": [(1,)],
        "levels:module": [(1, module.slug) for module in Module.objects.filter(level__number=1)[:2]],
        "levels:resource": _resources(),
        "registrations:event": events,
        "registrations:evaluation": [("level-2-live",), ("kick-off-webinar",)],
        "registrations:quota": [("pl",)],
        "registrations:quota_event": [
            ("pl", "masterclass-lives-2027"),
            ("pl", "source-control-demo"),
            ("pl", "sepsis-leadership-demo"),
        ],
        "registrations:offer": [(path_to_answer(offer).split("/")[-2],)],
        "registrations:allocation": [
            ("source-control-demo",),
            ("antibiotic-rounds-demo",),
            ("sepsis-leadership-demo",),
        ],
        "registrations:allocation_run": [
            ("sepsis-leadership-demo", 1),
            ("source-control-demo", proposal.number),
        ],
        "registrations:sign_off": [("source-control-demo", proposal.number)],
        "registrations:decline": [(request.pk,)],
        "registrations:hub_events": [("pl",)],
        "registrations:propose": [("pl",)],
        "registrations:proposal": [
            (proposal.hub.code, proposal.pk)
            for proposal in Proposal.objects.select_related("hub").filter(hub__country__in=["PL", "PT"])
        ],
        "registrations:office_proposal": [(Proposal.objects.open().first().pk,)],
        "registrations:manage_event": [("simulation-krakow-demo",), ("level-1-live",)],
        "registrations:edit_event": [("simulation-krakow-demo",)],
        "registrations:reports": [("case-evening-demo",)],
        "registrations:report": [("case-evening-demo", pk) for pk in reports],
        "registrations:attendance": [("level-1-live",)],
        "registrations:certificates": events,
        "registrations:certificates_zip": [("level-1-live",), ("masterclass-lives-2027",)],
        "registrations:check_in_code": [("stale",)],
        "registrations:own_code": [("workshop-warsaw-demo",)],
        "registrations:room": [(today.event.slug, today.pk)],
        "registrations:scan": [(today.event.slug, today.pk)],
        "registrations:printed_list": [(today.event.slug, today.pk)],
        "registrations:dispute": [
            (Session.objects.get(event__slug="workshop-warsaw-demo", title="Day 1").pk,)
        ],
        "registrations:answer_dispute": [(Dispute.objects.open().first().pk,)],
        "registrations:office_requests": [("masterclass-lives-2027",)],
        "registrations:hub_nominate": [("pl", "masterclass-lives-2027")],
        "registrations:office_nominate": [("masterclass-lives-2027",)],
        "registrations:hub_transfers": [("pl", "masterclass-lives-2027")],
        "registrations:transfers": [("masterclass-lives-2027",)],
        "registrations:seats": [("masterclass-lives-2027",)],
        "registrations:cancel_event": [("simulation-krakow-demo",)],
        "fellowships:centre_edit": [(centre.slug,) for centre in Centre.objects.public()[:1]],
        "fellowships:centre_places": [
            (offering.centre.slug, offering.call.slug)
            for offering in Offering.objects.select_related("centre", "call").order_by("call", "pk")[:2]
        ],
        "fellowships:invitation": [(row.pk,) for row in ExchangeInvitation.objects.all()[:2]],
        "fellowships:claim_invitation": [("stale",)],
        "fellowships:centre": [(centre.slug,) for centre in Centre.objects.public()[:2]],
        "fellowships:call": calls,
        "fellowships:desk": calls,
        "fellowships:apply": calls,
        "fellowships:choices": calls,
        "fellowships:application": calls,
        "fellowships:documents": calls,
        "fellowships:applications": calls,
        "fellowships:candidate": Application.objects.values_list("call__slug", "code").order_by("pk")[:3],
        "fellowships:allocation": calls,
        "fellowships:simulate": calls[:1],
        "fellowships:run": list(Run.objects.order_by("pk").values_list("call__slug", "number")[:2]),
        "fellowships:result": list(
            Call.objects.exclude(result_published_at=None).order_by("pk").values_list("slug")[:1]
        ),
        "fellowships:assign": calls,
        "fellowships:conflicts": calls,
        **_reviews(),
        **_case_reviews(),
        **_cases_being_written(),
        **_cases_published(),
        **_stays(),
        "fellowships:placements": calls,
        "fellowships:reports": calls,
        "fellowships:money": calls,
        **{f"fellowships:{name}": calls for name in ("offers", "offer", "decline_offer", "choose_centre")},
        "fellowships:one_offer": Offer.objects.values_list("application__call__slug", "application__code")[
            :5
        ],
        "demo:mail_detail": [(Message.objects.first().pk,)],
    }


def _evaluations_of_poland():
    """A closed one of an event, one that is still written, and those of a level and of what follows it."""
    surveys = Survey.objects.filter(
        Q(event__hub__country="PL") | Q(level__number=1) | Q(follow_up__level__number=1)
    )
    each = [("pl", pk) for pk in surveys.order_by("pk").values_list("pk", flat=True)]
    draft = Question.objects.filter(survey__state="draft", survey__event__hub__country="PL").first()
    return {
        "impact:hub_evaluations": [("pl",), ("se",)],
        "impact:hub_comparison": each,
        "impact:own_questions": each,
        "impact:hub_preview": each[:2],
        "impact:own_question": [("pl", draft.survey_id, draft.pk)],
    }


def _local_material():
    """Of each state one of Poland; only what is published is there for everybody."""
    rows = LocalMaterial.objects.filter(hub__country="PL")
    each = [("pl", pk) for pk in rows.order_by("state", "pk").distinct("state").values_list("pk", flat=True)]
    published = rows.filter(state=LocalState.PUBLISHED).exclude(body="").order_by("pk")
    return {
        "levels:hub_material": [("pl", material.pk) for material in published[:2]],
        "levels:local_material": [("pl",)],
        "levels:local_material_new": [("pl",)],
        "levels:local_material_one": each,
        "levels:local_material_edit": each[:1],
    }


def _reviews():
    """Of each state one; a reviewer's page is a 404 to all but the reviewer."""
    rows = Assignment.objects.order_by("state", "pk").distinct("state").select_related("application__call")
    return {
        "fellowships:review": [(row.pk,) for row in rows],
        "fellowships:reviewers_of": [
            (row.application.call.slug, row.application.code) for row in rows if row.application.is_eligible
        ],
    }


_STEPS = ("about", "text", "questions", "pictures", "authors", "consent", "look")


def _cases_being_written():
    """One that was never handed in, one that came back, and one that is further."""
    drafts = Revision.objects.filter(state=RevisionState.DRAFT).order_by("number")
    codes = [(revision.case.code,) for revision in (drafts.first(), drafts.last()) if revision]
    further = Case.objects.exclude(revisions__state=RevisionState.DRAFT).order_by("pk").values_list("code")
    asked = Author.objects.filter(asked_at__isnull=False).values_list("pk")[:1]
    return {
        **{f"cases:{step}": codes for step in _STEPS},
        "cases:write": [*codes, *further[:1]],
        "cases:invitation": list(asked),
    }


def _cases_published():
    """Some that are read, every version of those that were corrected, and what takes one out of sight."""
    listed = list(Entry.objects.order_by("is_public", "pk").values_list("case__code"))
    versions = Version.objects.filter(case__versions__number=2).order_by("pk")
    return {
        "cases:case": [*listed[:1], *listed[-1:]],
        "cases:report": listed[-1:],
        "cases:withdraw_consent": listed,
        "cases:withdraw_consent_at_desk": listed[:1],
        "cases:version": list(versions.values_list("case__code", "number")[:4]),
        "cases:retract": list(versions.values_list("case__code")[:1]),
    }


def _case_reviews():
    """Of each state one; a reviewer's page is a 404 to all but the reviewer."""
    rows = CaseReview.objects.order_by("state", "pk").distinct("state").select_related("revision__case")
    return {
        "cases:review": [(row.pk,) for row in rows],
        "cases:reviewers": [(row.revision.case.code,) for row in rows],
    }


def _stays():
    """Of each state one."""
    tokens = Placement.objects.order_by("state", "pk").distinct("state").values_list("token")
    told = Report.objects.exclude(state="due").order_by("pk").values_list("placement__token")[:2]
    return {f"fellowships:{name}": list(tokens) for name in ("placement", "cancel_placement")} | {
        f"fellowships:{name}": list(told) for name in ("report", "attest")
    }


def _certificates_in_each_state():
    """One that was revoked, one that was replaced, and what replaced it."""
    revoked = Certificate.objects.exclude(revoked_at=None).values_list("number")[:1]
    replaced = Certificate.objects.exclude(replacement=None).values_list("number", "replacement__number")[:1]
    return [*revoked, *((number,) for pair in replaced for number in pair)]


def _resources():
    """One of each kind."""
    kinds = Resource.objects.filter(module__level__number=1).order_by("kind", "pk").distinct("kind")
    return [(1, row.module.slug, row.slug) for row in kinds.select_related("module")]


def _cases_on_the_desk():
    """One at each stage, and what is different between two revisions of one."""
    at = {case.stage: (case.code,) for case in editing.in_stages(Case.objects.exclude(submitted_at=None))}
    later = Revision.objects.filter(number__gt=1, passed_at__isnull=False).select_related("case")[:1]
    compared = [(revision.case.code, revision.number) for revision in later]
    reviews = CaseReview.objects.filter(revision__in=later, state="open")
    return {
        "cases:check": list(Revision.objects.exclude(submitted_at=None).values_list("pk")[:3]),
        "cases:dossier": list(at.values()),
        "cases:dossier_diff": compared,
        "cases:diff": compared,
        "cases:review_diff": [(review.pk,) for review in reviews],
    }


def _answered_questions():
    """Pages about questions that people have answered; none where the sample questions are not loaded."""
    contests = Contest.objects.select_related("version__question", "question__attempt")[:1]
    texts = Attempt.objects.filter(state=AttemptState.MARKING).select_related("assessment")[:1]
    return {
        "assessments:figures": [("level-1-assessment",), ("level-1-pretest",)] if contests else [],
        "assessments:question_figures": [(row.version.question.code,) for row in contests],
        "assessments:contested_version": [(row.version_id,) for row in contests],
        "assessments:rescore": [(row.version_id,) for row in contests],
        "assessments:contest": [(row.question.attempt.public_id, row.question.order) for row in contests],
        "assessments:mark": [(attempt.assessment.slug,) for attempt in texts],
    }


def _proposal():
    event = Event.objects.get(slug="source-control-demo")
    return actions.propose_allocation(event=event, by=User.objects.get(email="staff@example.org"))


@pytest.mark.parametrize("person", PEOPLE)
def test_every_page_is_sound(person, browser, live_server, demo):
    context = browser.new_context(
        base_url=live_server.url, locale="en-GB", viewport={"width": 390, "height": 844}
    )
    page, said = context.new_page(), []
    page.on(
        "console", lambda message: said.append(message.text) if "Security Policy" in message.text else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    if person != "visitor":
        _log_in(page, person)
    doors = set()

    wrong = [
        f"{path}: {problem}"
        for name, path in pages(arguments())
        for problem in _problems(page, path, doors, may_open=person != "visitor" or name in PUBLIC)
    ]

    assert wrong + said == []
    context.close()


def _log_in(page, person):
    page.goto(reverse("account_login"))
    page.locator("input[name=login]").fill(f"{person}@example.org")
    page.locator("input[name=password]").fill("pathway-demo")
    page.locator("main").get_by_role("button", name="Log in", exact=True).click()


def _problems(page, path, doors, *, may_open):
    """What is wrong with a page. The log-in and the 404 page, which stand in for many, are looked at once."""
    response = page.goto(path)
    if response.status >= 500:
        return [f"status {response.status}"]
    at_the_door = reverse("account_login") in page.url
    if not may_open and not at_the_door:
        return ["is open to visitors"]
    if at_the_door or response.status == 404:
        if response.status in doors:
            return []
        doors.add(response.status)
    found = [
        f"{rule['id']} at {rule['nodes'][0]['target']}" for rule in Axe().run(page).response["violations"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return found + (["is wider than a phone"] if wide else [])
