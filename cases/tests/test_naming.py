"""Co-authors: asked by mail, named with a yes, and nobody else's business."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.tests.factories import UserFactory
from cases.actions import naming
from cases.models import Author, Case, CaseState, Review, ReviewState
from cases.tests.factories import draft, handed_in, in_review, published, reviewer
from mailing.models import Message

pytestmark = pytest.mark.django_db


def confirmed(email):
    person = UserFactory(email=email)
    EmailAddress.objects.update_or_create(
        user=person, email=email, defaults={"verified": True, "primary": True}
    )
    return person


def asked(revision=None, email="jan@example.org"):
    revision = revision or draft()
    return naming.ask(revision=revision, by=revision.case.author, name="Jan Kowal", email=email)


def test_somebody_is_asked_by_mail_and_not_named_before_the_answer():
    author = asked(email="Jan@Example.org")

    assert (author.email, author.agreed_at, author.person) == ("jan@example.org", None, None)
    message = Message.objects.get(kind="cases/author_asked")
    assert message.to == "jan@example.org"


def test_nobody_is_asked_twice_nor_the_author_who_asks():
    revision = draft()
    asked(revision)

    for email in ("JAN@example.org", revision.case.author.email):
        with pytest.raises(ValidationError) as refused:
            asked(revision, email=email)
        assert "email" in refused.value.message_dict


def test_nobody_is_asked_about_what_was_handed_in():
    with pytest.raises(ValidationError) as refused:
        asked(handed_in())

    assert refused.value.code == "transition"


def test_whose_confirmed_address_it_is_agrees_and_the_author_is_told():
    author = asked()
    person = confirmed("jan@example.org")

    naming.answer(author=author, by=person, agrees=True)

    author.refresh_from_db()
    assert (author.person, author.declined_at) == (person, None)
    assert author.agreed_at
    assert Message.objects.get(kind="cases/author_answered").user == author.case.author
    assert Case.objects.written_by(person).get() == author.case


def test_a_no_can_become_a_yes_until_the_case_is_published():
    author = asked()
    person = confirmed("jan@example.org")
    naming.answer(author=author, by=person, agrees=False)
    naming.answer(author=author, by=person, agrees=True)
    version = published()
    Author.objects.filter(pk=author.pk).update(case=version.case)

    with pytest.raises(ValidationError) as refused:
        naming.answer(author=author.__class__.objects.get(pk=author.pk), by=person, agrees=False)

    assert refused.value.code == "cited"


def test_who_agrees_reviews_it_no_more():
    person = reviewer()
    revision = in_review(reviewers=[person])
    author = Author.objects.create(
        case=revision.case, name=person.name, email=person.email, asked_at=revision.submitted_at
    )

    naming.answer(author=author, by=person, agrees=True)

    assert Review.objects.get().state == ReviewState.RECUSED


def test_nothing_is_answered_about_a_case_that_is_over():
    author = asked()
    Case.objects.update(state=CaseState.ENDED)

    with pytest.raises(ValidationError) as refused:
        naming.answer(author=author, by=confirmed("jan@example.org"), agrees=True)

    assert refused.value.code == "transition"


def test_only_the_one_with_the_confirmed_address_opens_the_invitation(client):
    author = asked()
    page = reverse("cases:invitation", args=[author.pk])
    unconfirmed = UserFactory(email="other@example.org")
    EmailAddress.objects.create(user=unconfirmed, email="jan@example.org", verified=False)
    person = confirmed("jan@example.com")
    EmailAddress.objects.create(user=person, email="jan@example.org", verified=True)

    for stranger in (unconfirmed, author.case.author, UserFactory(is_staff=True)):
        client.force_login(stranger)
        assert client.get(page).status_code == 404
        assert client.post(page, {"do": "agree"}).status_code == 404

    client.force_login(person)
    assert client.get(page).status_code == 200
    assert client.post(page, {"do": "agree"}).status_code == 302
    author.refresh_from_db()
    assert author.person == person


def test_somebody_is_taken_off_but_not_the_author_who_writes():
    author = asked()
    revision = author.case.revisions.get()
    own = author.case.authors.get(person=author.case.author)

    naming.take_off(revision=revision, author=author, by=author.case.author)
    with pytest.raises(ValidationError):
        naming.take_off(revision=revision, author=own, by=author.case.author)

    assert list(author.case.authors.all()) == [own]
