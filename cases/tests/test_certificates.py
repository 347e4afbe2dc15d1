"""What authors and reviewers get for a case: certificates and points, and when they are taken back."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from accounts.tests.factories import UserFactory
from cases import certification
from cases.actions import publishing
from cases.models import Case, Contribution, Review, ReviewState
from cases.tests import factories
from cases.tests.factories import AuthorFactory
from cases.tests.test_publishing import next_revision
from certificates.models import Award, Kind

pytestmark = pytest.mark.django_db


def handed_in_review(**facts):
    revision = factories.in_review()
    review = revision.reviews.first()
    moment = datetime(2026, 12, 30, 15, tzinfo=UTC)
    given = {"state": ReviewState.SUBMITTED, "advice": "accept", "submitted_at": moment} | facts
    Review.objects.filter(pk=review.pk).update(**given)
    return Review.objects.select_related("reviewer", "revision__case").get(pk=review.pk)


def test_every_author_who_is_named_gets_a_certificate_once():
    revision = factories.accepted()
    second = AuthorFactory(case=revision.case, order=1).person
    AuthorFactory(case=revision.case, order=2, agreed_at=None)

    with translation.override("pl"):
        version = publishing.publish(revision=revision, by=factories.editor())
    corrected = next_revision(version)
    publishing.publish(revision=corrected, by=factories.editor(), notice="A dose.")

    awards = Award.objects.filter(kind=Kind.CASE_AUTHOR)
    assert {award.holder for award in awards} == {revision.case.author, second}
    facts = {award.facts["title"] for award in awards}
    assert facts == {"Corrected"}
    assert {award.facts["minutes"] for award in awards} == {0}
    assert {award.facts["first_day"] for award in awards} == {version.published_at.date().isoformat()}


def test_a_sample_earns_nobody_anything():
    revision = factories.accepted()
    Case.objects.update(is_sample=True)
    review = handed_in_review()
    Case.objects.update(is_sample=True)

    publishing.publish(revision=revision, by=factories.editor())
    certification.award_reviewer(Review.objects.get(pk=review.pk))

    assert not Award.objects.exists()
    assert not Contribution.objects.exists()


def test_an_erased_author_stays_named_and_earns_nothing():
    revision = factories.accepted()
    gone = AuthorFactory(case=revision.case, order=1, person=UserFactory(email="erased-1@erased.invalid"))

    version = publishing.publish(revision=revision, by=factories.editor())

    assert gone.name in [author["name"] for author in version.authors]
    assert not Award.objects.filter(holder=gone.person).exists()


def test_the_certificate_of_a_reviewer_says_nothing_of_the_case():
    review = handed_in_review()
    case = review.revision.case

    certification.award_reviewer(review)
    certification.award_reviewer(review)

    award = Award.objects.get()
    assert (award.kind, award.holder) == (Kind.CASE_REVIEWER, review.reviewer)
    assert award.facts["dates"] == "December 2026"
    assert award.facts["first_day"] is None
    printed = str(award.facts)
    assert case.code not in printed
    assert review.revision.title not in printed
    assert case.author.name not in printed


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 11, 22, 23, 59, tzinfo=UTC), datetime(2026, 12, 1, 6, tzinfo=UTC)),
        (datetime(2026, 12, 1, 0, 0, tzinfo=UTC), datetime(2027, 1, 1, 6, tzinfo=UTC)),
    ],
)
def test_certificates_of_reviewers_are_issued_together_at_the_beginning_of_a_month(monkeypatch, now, due):
    monkeypatch.setattr(timezone, "now", lambda: now)

    certification.award_reviewer(handed_in_review())

    assert Award.objects.get().due_at == due


def test_a_retraction_takes_back_what_authors_earned_and_nothing_else():
    version = publishing.publish(revision=factories.accepted(), by=factories.editor())
    case = version.case
    Award.objects.update(issued_at=timezone.now())
    reviewer = handed_in_review().reviewer
    Contribution.objects.create(case=case, person=reviewer, part="reviewed", points=5)

    publishing.retract(case=case, by=factories.editor(), because="The images were of another patient.")

    award = Award.objects.get(kind=Kind.CASE_AUTHOR)
    assert award.lapsed_because == "The images were of another patient."
    taken = {row.part: bool(row.taken_back_at) for row in Contribution.objects.filter(case=case)}
    assert taken == {"authored": True, "reviewed": False}


def test_a_retraction_needs_a_reason():
    version = factories.published()

    with pytest.raises(ValidationError, match="Say why"):
        publishing.retract(case=version.case, by=factories.editor(), because="  ")
