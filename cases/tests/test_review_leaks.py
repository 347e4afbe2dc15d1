"""No address, mail or export of a reviewer tells who wrote a case; and none of an author who reviewed it (E.1)."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import personal_data
from cases import review_reminders
from cases.actions import assigning, reviewing
from cases.actions.reviewing import Gate, edition
from cases.models import CaseState, Entry, Repository, Review, ReviewState, Revision, RevisionState
from cases.tests.factories import editor, in_review, passed, reviewer
from cases.tests.telling import leaks, name_all, telling
from cases.urls import urlpatterns
from mailing import rendering
from mailing.models import Message

pytestmark = pytest.mark.django_db

REVIEWER = "Wolfdietrich Przybyszewski"


def telling_in_review():
    author, facts = telling()
    revision = in_review(author, reviewers=[reviewer(user__name=REVIEWER), reviewer()], **facts)
    name_all(revision.case)
    return revision


def addresses_of(review):
    """Every address under /reviews/: also those that others will build."""
    for pattern in urlpatterns:
        if str(pattern.pattern).startswith("reviews/"):
            args = [review.pk] if "pk" in pattern.pattern.converters else []
            yield pattern.name, reverse(f"cases:{pattern.name}", args=args)


def walk(client, review):
    """The text of all pages, and of the answers to what is sent wrongly."""
    client.force_login(review.reviewer)
    for name, address in addresses_of(review):
        yield name, client.get(address, follow=True)
        if name in ("declare", "save_review", "submit_review", "give_back"):
            yield name, client.post(address, {"seen": "older", "answer": ""}, follow=True)
    for path in ("/", "/me/"):
        yield path, client.get(path, follow=True)


def told_by(pages):
    """What stands on them, and in their headers: a file name leaks as well as a text."""
    return [(name, f"{answer.content.decode()} {answer.headers}") for name, answer in pages]


def leaking(seen):
    return {name: leaks(text) for name, text in seen if leaks(text)}


def words(review):
    return {
        "review": review,
        "by": review.reviewer,
        "words": {"advice": "minor", "for_author": "Clear."},
        "comments": {"title": "Shorter."},
        "seen": edition(review),
    }


def test_no_page_of_a_reviewer_tells_who_wrote_the_case(client):
    revision = telling_in_review()
    review, other = revision.reviews.order_by("label")
    seen = told_by(walk(client, review))
    reviewing.declare(review=review, by=review.reviewer, answer=Gate.NO_STAKE)
    seen += told_by(walk(client, review))
    review = reviewing.save(**words(Review.objects.get(pk=review.pk)))
    seen += told_by(walk(client, review))
    reviewing.submit(**words(review))
    seen += told_by(walk(client, review))
    for state in (RevisionState.CHANGES, RevisionState.RETURNED, RevisionState.REJECTED):
        Revision.objects.filter(pk=revision.pk).update(state=state)
        seen += told_by(walk(client, review))
    assert "lactate 4.1 mmol/l" in str(seen)
    assert leaking(seen) == {}
    assert other.reviewer.name not in str(seen)


def test_where_the_office_wants_it_open_the_reviewer_reads_names_and_the_author_still_none(client):
    Repository.objects.create(pk=1, is_blind=False)
    review = telling_in_review().reviews.first()
    assert leaking(told_by(walk(client, review)))


def test_no_mail_to_a_reviewer_tells_who_wrote_the_case():
    author, facts = telling()
    revision = passed(author, **facts)
    name_all(revision.case)
    by = editor()
    reviews = assigning.ask(revision=revision, people=[reviewer(), reviewer()], by=by)
    review_reminders.queue_due(timezone.now() + timedelta(days=20))
    review_reminders.queue_due(timezone.now() + timedelta(days=30))
    assigning.take_back(review=reviews[0], by=by, because="You are on leave.")
    mails = list(Message.objects.filter(user__in=[review.reviewer for review in reviews]))
    for mail in mails:
        rendering.render(mail)
        assert leaks(f"{mail.subject} {mail.text} {mail.html} {mail.key} {mail.context}") == []
    assert {mail.kind for mail in mails} == {
        "cases/review_asked",
        "cases/review_reminder",
        "cases/review_taken_back",
    }


def test_no_mail_to_an_author_tells_who_reviews():
    revision = telling_in_review()
    review = revision.reviews.order_by("label").first()
    reviewing.declare(review=review, by=review.reviewer, answer=Gate.STAKE, note="A friend.")
    mails = Message.objects.filter(user=revision.case.author)
    assert [mail.kind for mail in mails if "Przybyszewski" in str(mail.context)] == []


def test_no_export_of_a_reviewer_tells_who_wrote_the_case():
    revision = telling_in_review()
    review = revision.reviews.order_by("label").first()
    Review.objects.filter(pk=review.pk).update(state=ReviewState.OPEN)
    review = reviewing.submit(**words(Review.objects.get(pk=review.pk)))
    exported = [row for holding in personal_data.holdings() for row in holding.export(review.reviewer)]
    assert revision.case.code in json.dumps(exported, default=str)
    assert leaks(json.dumps(exported, default=str, ensure_ascii=False)) == []
    of_author = [row for holding in personal_data.holdings() for row in holding.export(revision.case.author)]
    assert REVIEWER not in json.dumps(of_author, default=str, ensure_ascii=False)


def test_a_case_in_review_is_in_no_list_that_is_searched():
    revision = telling_in_review()
    assert revision.case.state == CaseState.WRITING
    assert not Entry.objects.exists()


def test_the_pages_of_editors_and_authors_are_closed_to_reviewers(client):
    """Also those that others build."""
    review = telling_in_review().reviews.first()
    client.force_login(review.reviewer)
    opened = []
    for pattern in urlpatterns:
        route = str(pattern.pattern)
        if "<code:code>" in route and route.startswith(("desk/", "mine/")):
            args = dict.fromkeys(pattern.pattern.converters, 1) | {"code": review.revision.case.code}
            for answer in (client.get, client.post):
                status = answer(reverse(f"cases:{pattern.name}", kwargs=args)).status_code
                opened += [] if status in (404, 405) else [(pattern.name, status)]
    assert opened == []
