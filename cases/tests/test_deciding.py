"""An editor decides: on two reviews, on fewer with a reason, once, and never about an own case."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from cases.actions import deciding
from cases.models import (
    Advice,
    Case,
    CaseState,
    Comment,
    Contribution,
    Decision,
    Judgement,
    Part,
    Review,
    ReviewState,
    Revision,
    RevisionState,
    Stake,
    StakeKind,
)
from cases.tests.factories import RoleFactory, checker, editor, in_review, passed, published, reviewer
from mailing.models import Message

pytestmark = pytest.mark.django_db


def reviewed(given=2, asked=2, **facts):
    """In review, with so many reviews handed in."""
    revision = in_review(reviewers=[reviewer() for _n in range(asked)], **facts)
    for review in revision.reviews.all()[:given]:
        Review.objects.filter(pk=review.pk).update(
            state=ReviewState.SUBMITTED, submitted_at=timezone.now(), advice=Advice.MINOR
        )
    return revision


def decide(revision, by=None, judgement=Judgement.ACCEPTED, **words):
    return deciding.decide(revision=revision, by=by or editor(), judgement=judgement, **words)


def mails(kind):
    return Message.objects.filter(kind=f"cases/{kind}")


def refused(revision, **facts):
    with pytest.raises(ValidationError) as refusal:
        decide(revision, **facts)
    assert not Decision.objects.filter(revision=revision).exists()
    revision.refresh_from_db()
    assert revision.state in (RevisionState.PASSED, RevisionState.IN_REVIEW)
    return refusal.value


def correction(**facts):
    """A new revision of a published case, as far as the reviewers."""
    version = published()
    number = version.revision.number + 1
    checked = passed(version.case.author)
    Revision.objects.filter(pk=checked.pk).update(state=RevisionState.DRAFT)
    Revision.objects.filter(pk=checked.pk).update(case=version.case, number=number, **facts)
    Revision.objects.filter(pk=checked.pk).update(state=RevisionState.PASSED)
    checked.refresh_from_db()
    return checked


def test_a_case_with_all_its_reviews_is_accepted_and_waits_for_being_published():
    revision, by = reviewed(), editor()

    decision = decide(revision, by, for_author="A fine case.")

    revision.refresh_from_db()
    assert revision.state == RevisionState.ACCEPTED
    assert (decision.reviews, decision.because, decision.editor) == (2, "", by)
    assert revision.case.state == CaseState.WRITING
    assert mails("decision_accepted").get().user == revision.case.author


def test_changes_give_the_author_a_new_draft_with_the_same_text_and_a_mail_without_it():
    revision = reviewed()
    Comment.objects.create(review=revision.reviews.first(), where="section.findings", text="Which neck?")

    decide(revision, judgement=Judgement.CHANGES, for_author="Say more about the cultures.")

    draft = Revision.objects.get(case=revision.case, number=2)
    assert (draft.state, draft.content) == (RevisionState.DRAFT, revision.content)
    mail = mails("decision_changes").get()
    assert mail.context["comments"] == 1
    assert "neck" not in str(mail.context)
    assert "cultures" not in str(mail.context)


def test_a_case_that_is_not_accepted_ends():
    revision = reviewed()

    decide(revision, judgement=Judgement.REJECTED, for_author="It has been told before.")

    revision.case.refresh_from_db()
    assert revision.case.state == CaseState.ENDED
    assert mails("decision_rejected").exists()


@pytest.mark.parametrize("judgement", [Judgement.CHANGES, Judgement.REJECTED])
def test_an_author_is_told_why(judgement):
    error = refused(reviewed(), judgement=judgement, for_author="  ")

    assert "for_author" in error.message_dict


def test_reviewers_whose_reviews_count_are_told_the_outcome_and_get_their_points():
    revision = reviewed()

    decide(revision)

    people = {review.reviewer for review in revision.reviews.all()}
    assert {mail.user for mail in mails("review_outcome")} == people
    assert {row.person for row in Contribution.objects.filter(part=Part.REVIEWED)} == people


def test_a_review_that_is_not_handed_in_ends_with_thanks_and_without_points():
    revision = reviewed(given=2, asked=3)
    late = revision.reviews.get(state=ReviewState.ASKED)

    decide(revision)

    late.refresh_from_db()
    assert late.state == ReviewState.EXPIRED
    assert mails("review_taken_back").get().user == late.reviewer
    assert not Contribution.objects.filter(person=late.reviewer).exists()


def test_one_review_is_not_enough_to_accept_a_case():
    assert refused(reviewed(given=1), because="I am in a hurry.").code == "too_early"


def test_after_the_days_of_the_rules_one_review_is_enough_with_a_reason():
    revision = reviewed(given=1)
    Revision.objects.filter(pk=revision.pk).update(passed_at=timezone.now() - timedelta(days=43))

    assert "because" in refused(revision).message_dict
    decision = decide(revision, because="Nobody else works on this.")

    assert (decision.reviews, decision.because) == (1, "Nobody else works on this.")


def test_a_case_can_be_sent_back_or_not_accepted_without_reviews_but_with_a_reason():
    revision = passed()
    words = {"judgement": Judgement.REJECTED, "for_author": "This is not about sepsis."}

    assert "because" in refused(revision, **words).message_dict
    decision = decide(revision, because="It needs no reviewer to see that.", **words)

    assert decision.reviews == 0


def test_a_reason_is_kept_only_where_it_is_asked_for():
    assert decide(reviewed(), because="For no reason.").because == ""


def test_a_correction_of_a_published_case_is_accepted_without_reviewers_with_a_reason():
    revision = correction()

    assert "because" in refused(revision).message_dict
    decision = decide(revision, because="A dose was mistyped.")

    revision.case.refresh_from_db()
    assert (decision.reviews, revision.case.state) == (0, CaseState.PUBLISHED)


def test_a_correction_that_is_not_accepted_leaves_the_case_published():
    revision = correction()

    decide(revision, judgement=Judgement.REJECTED, for_author="It was right before.", because="Seen at once.")

    revision.case.refresh_from_db()
    assert revision.case.state == CaseState.PUBLISHED
    assert mails("decision_rejected").get().context["is_correction"]


def test_the_second_editor_is_told_who_decided_what():
    revision = reviewed()
    decide(revision, editor(user__name="Łukasz Żółć"))

    with pytest.raises(ValidationError) as refusal:
        decide(revision, judgement=Judgement.REJECTED, for_author="No.")

    assert refusal.value.code == "decided"
    assert "Łukasz Żółć" in refusal.value.messages[0]
    assert "Accepted" in refusal.value.messages[0]


def test_what_has_not_passed_the_privacy_check_is_nobodys_to_decide():
    revision = reviewed()
    Revision.objects.filter(pk=revision.pk).update(state=RevisionState.RETURNED)

    with pytest.raises(ValidationError) as refusal:
        decide(revision)

    assert refusal.value.code == "transition"


@pytest.mark.parametrize("who", ["participant", "reviewer", "checker", "over", "stake", "author"])
def test_nobody_decides_but_an_editor_without_a_stake(who):
    revision = reviewed()
    people = {
        "participant": UserFactory,
        "reviewer": reviewer,
        "checker": checker,
        "over": lambda: RoleFactory(role="editor", starts_on="2026-01-01", ends_on="2026-01-02").user,
        "stake": editor,
        "author": lambda: RoleFactory(user=revision.case.author, role="editor").user,
    }
    by = people[who]()
    if who == "stake":
        Stake.objects.create(case=revision.case, person=by, kind=StakeKind.WORKPLACE)

    assert refused(revision, by=by).code == "barred"


def test_the_office_decides_where_it_has_to(staff):
    assert decide(reviewed(), staff).editor == staff


def test_who_checked_for_privacy_does_not_decide_while_another_editor_can():
    both = editor()
    RoleFactory(user=both, role="privacy")
    revision = reviewed(by=both)
    other = editor(user__name="Ana Silva")

    error = refused(revision, by=both)

    assert error.code == "too_early"
    assert "Ana Silva" in error.messages[0]
    assert decide(revision, other).editor == other


def test_who_checked_for_privacy_decides_where_nobody_else_can_and_the_record_says_so():
    both = editor()
    RoleFactory(user=both, role="privacy")
    revision = reviewed(by=both)
    with_a_stake = editor()
    Stake.objects.create(case=revision.case, person=with_a_stake, kind=StakeKind.WORKPLACE)

    decide(revision, both)

    assert AuditEntry.objects.get(action="case_revision.accepted").facts["alone"]


def test_who_reviewed_does_not_decide_while_another_editor_can():
    revision = reviewed()
    both = RoleFactory(user=revision.reviews.first().reviewer, role="editor").user
    editor()

    assert refused(revision, by=both).code == "too_early"


def test_the_record_holds_no_word_of_the_author_or_the_editor():
    revision = reviewed()

    decide(revision, for_author="Confidential praise.")

    entry = AuditEntry.objects.get(action="case_revision.accepted")
    assert entry.person_id == revision.case.author_id
    assert "praise" not in str(entry.facts)
    assert Case.objects.get(pk=revision.case_id).because == ""
