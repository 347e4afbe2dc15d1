"""What a blind reviewer may read: everything that is needed to judge, and nothing that tells who it is (E.1)."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts import covering
from accounts.models import Profile
from accounts.tests.factories import UserFactory
from fellowships import actions, blind, tasks
from fellowships.models import (
    Assignment,
    AssignmentState,
    CvEntry,
    Document,
    Preference,
    Referee,
    Review,
    Stage,
)
from fellowships.tests.factories import ApplicationFactory, at_stage
from fellowships.tests.reviewing import assignments, call_to_review, hand_in
from fellowships.urls import urlpatterns
from mailing import rendering
from mailing.models import Message

pytestmark = pytest.mark.django_db

NAME = "Żdzisława Quillfeather-Ștefănescu"
EMAIL = "zquillfeather@zymurgy.example"
WORKPLACE = "Klinika Xanthippe, Ouagadougou"
POST = "Ordynator Zembla"
SUPERVISOR = "Prof. Wolfdietrich Przybyszewski"
REFEREE = "Anneliese Kwiatkowska-Thunderbolt"
PLACE = "Institut Pasteur de Nouméa"
COUNTRY = "Burkina Faso"
PARTS = ["Żdzisława", "Quillfeather", "Ștefănescu", "zymurgy", "Xanthippe", "Ouagadougou", "Zembla"]
PARTS += [
    "Wolfdietrich",
    "Przybyszewski",
    "Kwiatkowska",
    "Thunderbolt",
    "Nouméa",
    COUNTRY,
    "chief-of-all.pdf",
]
TELLING = (
    f"I am {NAME} ({EMAIL}), {POST} at {WORKPLACE} in {COUNTRY}. ZDZISLAWA QUILLFEATHER works with {SUPERVISOR} "
    f"and {REFEREE}; I trained at {PLACE}. Ștefănescu’s plan: weekly antibiotic rounds."
)


@pytest.fixture
def application(staff):
    """Of somebody with unusual strings for everything, who gives them away in every text too."""
    call = call_to_review(applications=0, reviewers=3)
    person = UserFactory(name=NAME, email=EMAIL, country="BF")
    Profile.objects.filter(user=person).update(workplace=WORKPLACE, specialty="Zembla")
    made = ApplicationFactory(
        call=call,
        person=person,
        home="BF",
        workplace=WORKPLACE,
        post=POST,
        languages=["mos"],
        motivation=TELLING,
        experience=TELLING,
        plans=TELLING,
        supervisor_name=SUPERVISOR,
        supervisor_email="boss@zymurgy.example",
        must_not_review=f"Somebody of {WORKPLACE}",
    )
    Referee.objects.create(
        application=made, name=REFEREE, post=f"Head of {PLACE}", email="ref@zymurgy.example"
    )
    CvEntry.objects.create(
        application=made, kind="post", title=f"{POST} at {WORKPLACE}", place=PLACE, from_year=2019
    )
    Preference.objects.create(application=made, offering=call.offerings.first(), rank=1)
    Document.objects.create(
        application=made, kind="cv", file="fellowships/chief-of-all.pdf", size=1, pages=1, sha256="0" * 64
    )
    actions.assign_reviews(call=call, by=staff)
    return made


def leaks(text):
    folded = covering.folded(text)[0]
    return {part for part in PARTS if covering.folded(part)[0] in folded or escape(part) in text}


def addresses_of_reviewers(assignment):
    """Every address under /reviews/, with all that a reviewer may open or send there."""
    for pattern in urlpatterns:
        if str(pattern.pattern).startswith("reviews/"):
            args = [assignment.pk] if "pk" in pattern.pattern.converters else []
            yield pattern.name, reverse(f"fellowships:{pattern.name}", args=args)


def walk(client, assignment):
    """The text of all pages, and of the answers to everything that can be sent, wrong and right."""
    for name, address in addresses_of_reviewers(assignment):
        yield name, client.get(address, follow=True).content.decode()
        if name in ("answer_gate", "save_review"):
            yield (
                name,
                client.post(address, {"answer": "unsure", "seen": "older"}, follow=True).content.decode(),
            )


def test_no_page_and_no_mail_tells_a_blind_reviewer_who_it_is(application, as_):
    first, second = Assignment.objects.order_by("pk")
    client = as_(first.reviewer)
    seen = [*walk(client, first)]
    actions.answer_gate(assignment=first, by=first.reviewer, answer=actions.Stake.NONE)
    seen += walk(client, first)
    Review.objects.filter(assignment=first).delete()
    hand_in(Assignment.objects.get(pk=first.pk))
    seen += walk(client, first)
    assert "Weekly antibiotic rounds".casefold() in str(seen).casefold()

    at_stage(application.call, Stage.SCORED)
    seen += walk(client, first)
    seen += [
        (path, client.get(path, follow=True).content.decode()) for path in ("/", "/me/", "/fellowships/")
    ]

    assert {name: leaks(text) for name, text in seen if leaks(text)} == {}
    assert second.reviewer.name not in str(seen)


def test_no_mail_to_a_reviewer_tells_who_it_is(application, staff):
    first, second = Assignment.objects.order_by("pk")
    Assignment.objects.update(due_at=timezone.now())
    tasks.remind_reviewers()
    actions.take_back(assignment=first, by=staff, because="You are on leave.")
    actions.answer_gate(assignment=second, by=second.reviewer, answer=actions.Stake.UNSURE, note="Perhaps.")
    actions.lift_conflict(
        conflict=application.conflicts.get(person=second.reviewer), by=staff, because="It is none."
    )
    mails = list(Message.objects.filter(user__in=Assignment.objects.values("reviewer")))

    for mail in mails:
        rendering.render(mail)
        assert leaks(f"{mail.subject} {mail.text} {mail.html} {mail.key} {mail.context}") == set()
    assert {mail.kind.removeprefix("fellowships/review_") for mail in mails} >= {
        "assigned",
        "reminder",
        "taken_back",
        "cleared",
    }


def test_the_order_of_the_queue_follows_days_and_codes_and_nothing_else(staff, as_):
    call = call_to_review(applications=4, reviewers=2)
    actions.assign_reviews(call=call, by=staff)
    reviewer = assignments(call)[0].reviewer

    page = as_(reviewer).get(reverse("fellowships:reviews")).content.decode()

    shown = re.findall(r"Application (\w{6})<", page)
    assert len(shown) == 4
    assert shown == sorted(shown)


@pytest.mark.parametrize("name", ["candidate", "applications", "assign", "reviewers_of", "conflicts", "desk"])
def test_the_pages_of_the_board_are_closed_to_reviewers(application, as_, name):
    """Also those that others have built: whichever are there."""
    reviewer = Assignment.objects.first().reviewer
    known = {pattern.name: pattern.pattern.converters for pattern in urlpatterns}
    if name not in known:
        pytest.skip("not built")
    arguments = {"slug": application.call.slug, "code": application.code}
    address = reverse(f"fellowships:{name}", kwargs={key: arguments[key] for key in known[name]})

    assert as_(reviewer).get(address).status_code == 404


def test_the_documents_are_closed_to_reviewers(application, as_):
    reviewer = Assignment.objects.first().reviewer
    document = application.documents.get()

    assert as_(reviewer).get(reverse("fellowships:document", args=[document.pk])).status_code == 404


def test_texts_are_covered_up_and_otherwise_whole(application):
    shown = blind.content(Assignment.objects.first())

    words = " ".join(part.text for part in shown.texts)
    assert leaks(words) == set()
    assert "works with [covered up]" in words
    assert "plan: weekly antibiotic rounds." in words
    assert [line.title for line in shown.lines] == ["[covered up] at [covered up]"]


def test_everyday_words_of_a_workplace_are_not_torn_out():
    call = call_to_review(applications=0, stage=Stage.REVIEWING)
    made = ApplicationFactory(
        call=call,
        workplace="University Hospital of Lund",
        motivation="The intensive care unit of our hospital in Lund needs an antibiotic round.",
    )
    assignment = Assignment(application=made)

    [text, *_rest] = blind.content(assignment).texts

    assert text.text == "The intensive care unit of our hospital in [covered up] needs an antibiotic round."


def test_where_the_call_is_not_blind_the_reviewer_reads_who_it_is(staff, as_):
    call = call_to_review(applications=1, reviewers=2, is_blind=False)
    actions.assign_reviews(call=call, by=staff)
    assignment = assignments(call)[0]

    page = as_(assignment.reviewer).get(reverse("fellowships:review", args=[assignment.pk])).content.decode()

    assert assignment.application.person.name in page
    assert assignment.state == AssignmentState.ASKED
