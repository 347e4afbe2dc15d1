"""The desk of an editor: what needs something today first, then all cases; and one case with all that is known of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from cases.models import (
    Advice,
    Case,
    CaseState,
    Comment,
    Decision,
    PrivacyCheck,
    Repository,
    Review,
    ReviewState,
    Revision,
    RevisionState,
    Role,
    Stake,
    StakeKind,
    Verdict,
)
from cases.tests.factories import (
    RoleFactory,
    accepted,
    checker,
    draft,
    editor,
    handed_in,
    in_review,
    passed,
    published,
    reviewer,
)
from cases.tests.test_deciding import reviewed

pytestmark = pytest.mark.django_db
DESK = "/cases/desk/"
MARKUP = "<script>alert(1)</script>"


def dossier(revision):
    return reverse("cases:dossier", args=[revision.case.code])


def words(page):
    return page.content.decode()


def codes(cases):
    return {case.code for case in cases}


def code(revision):
    return revision.case.code


def over():
    return RoleFactory(role=Role.EDITOR, starts_on="2026-01-01", ends_on="2026-01-02").user


@pytest.mark.parametrize("person", [UserFactory, reviewer, checker, over])
def test_the_desk_is_for_editors_while_their_term_lasts(as_, person):
    revision, client = reviewed(), as_(person())

    assert client.get(DESK).status_code == 404
    assert client.get(dossier(revision)).status_code == 404
    assert client.post(reverse("cases:decide", args=[code(revision)])).status_code == 404


def test_visitors_are_asked_to_log_in(client):
    assert client.get(DESK).status_code == 302
    assert client.get(dossier(reviewed())).status_code == 302


@pytest.mark.parametrize("who", ["editor", "staff"])
def test_editors_and_the_office_have_the_desk(as_, staff, who):
    revision = reviewed()
    client = as_(staff if who == "staff" else editor())

    assert code(revision) in words(client.get(DESK))
    assert client.get(dossier(revision)).status_code == 200


def test_what_somebody_has_a_stake_in_is_nowhere_on_the_desk(as_):
    by = editor()
    barred = reviewed(title="Of a colleague")
    Stake.objects.create(case=barred.case, person=by, kind=StakeKind.WORKPLACE)
    own = in_review(by, title="Of my own")
    client = as_(by)

    page = client.get(DESK)

    assert page.context["total"] == 0
    assert "Of a colleague" not in words(page)
    for revision in (barred, own):
        assert client.get(dossier(revision)).status_code == 404


def test_what_needs_somebody_stands_first_and_what_does_not_is_only_in_the_list(as_):
    needing = [passed(), accepted(), reviewed()]
    overdue = handed_in()
    Revision.objects.filter(pk=overdue.pk).update(state_since=timezone.now() - timedelta(days=6))
    late = in_review()
    late.reviews.update(due_at=timezone.now() - timedelta(days=1))
    hidden = published()
    Case.objects.filter(pk=hidden.case_id).update(state=CaseState.HIDDEN)
    quiet = [handed_in(), in_review(), published()]
    draft()

    page = as_(editor()).get(DESK)

    assert codes(page.context["today"]) == {code(row) for row in [*needing, overdue, late, hidden]}
    assert codes(page.context["page"].object_list) - codes(page.context["today"]) == {
        code(row) for row in quiet
    }
    assert page.context["total"] == 9


def test_a_stage_and_words_narrow_the_list_without_regard_to_accents(as_):
    found = in_review(UserFactory(name="Łukasz Żółć"), title="Ertapenem in Kraków")
    in_review(title="Something else")
    passed(title="Ertapenem once more")
    client = as_(editor())

    for text in ("zolc", "krakow", code(found)):
        assert codes(client.get(DESK, {"q": text}).context["page"].object_list) == {code(found)}
    page = client.get(DESK, {"q": "ertapenem", "stage": "review"}).context["page"]
    assert codes(page.object_list) == {code(found)}
    assert not client.get(DESK, {"q": "nowhere"}).context["page"].object_list


def test_nobody_reads_a_title_or_text_before_the_privacy_check(as_):
    revision = handed_in(title="Unmistakable title")
    client = as_(editor())

    assert "Unmistakable title" not in words(client.get(DESK))
    page = words(client.get(dossier(revision)))
    assert "Unmistakable title" not in page
    assert "lactate" not in page.lower()
    assert not client.get(DESK, {"q": "unmistakable"}).context["page"].object_list


def test_a_revision_that_was_called_back_is_closed_to_editors_too(as_):
    revision = passed(title="Unmistakable title")
    PrivacyCheck.objects.filter(revision=revision).update(verdict=Verdict.RETURNED)
    Revision.objects.filter(pk=revision.pk).update(state=RevisionState.RETURNED)
    client = as_(editor())

    assert "Unmistakable title" not in words(client.get(DESK)) + words(client.get(dossier(revision)))


def test_the_texts_of_a_case_are_gone_from_the_desk_when_the_consent_is_withdrawn(as_):
    version = published(title="Unmistakable title")
    Case.objects.filter(pk=version.case_id).update(state=CaseState.WITHDRAWN)
    client = as_(editor())

    assert "Unmistakable title" not in words(client.get(DESK)) + words(client.get(dossier(version)))


@pytest.mark.parametrize("address", ["desk", "dossier"])
def test_the_number_of_queries_does_not_grow(as_, address, django_assert_max_num_queries, settings):
    client = as_(editor())

    def ask(rows):
        revision = reviewed(given=rows, asked=rows)
        for review in revision.reviews.all():
            Comment.objects.create(review=review, where="title", text="Shorter.")
        for _n in range(rows):
            passed(), published(), accepted()
        url = DESK if address == "desk" else dossier(revision)
        client.get(url)
        with django_assert_max_num_queries(30) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    few = ask(1)
    assert ask(3) == few
    assert few <= (15 if address == "desk" else 22)


def test_all_that_is_known_stands_on_one_page_and_markup_stays_text(as_):
    revision = reviewed(title=MARKUP)
    review = revision.reviews.get(label=1)
    review.reviewer.name = "Unmistakable Reviewer"
    review.reviewer.save()
    Review.objects.filter(pk=review.pk).update(
        for_editor="Between us", for_author=MARKUP, advice=Advice.MAJOR
    )
    Comment.objects.create(review=review, where="section.findings", text=f"Which {MARKUP}?")

    page = words(as_(editor()).get(dossier(revision)))

    for text in ("Unmistakable Reviewer", "Between us", "Needs work", revision.case.author.name, "Lactate"):
        assert text in page
    assert page.count("the best one") == 1
    assert MARKUP not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3


def test_words_of_a_review_that_is_not_handed_in_are_not_shown(as_):
    revision = reviewed(given=1)
    revision.reviews.filter(state=ReviewState.ASKED).update(
        state=ReviewState.OPEN, for_editor="Half a thought"
    )

    assert "Half a thought" not in words(as_(editor()).get(dossier(revision)))


def test_an_editor_decides_on_the_page_and_is_told_what_follows(as_):
    revision, by = reviewed(), editor()
    form = {"revision": 1, "judgement": "changes", "for_author": "Shorten it."}

    page = as_(by).post(reverse("cases:decide", args=[code(revision)]), form, follow=True)

    assert Decision.objects.get().editor == by
    assert "has a new draft" in words(page)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"judgement": "", "for_author": "Kept as typed"}, "Choose one of the three."),
        ({"judgement": "changes", "for_author": ""}, "Tell the author why"),
        ({"judgement": "no-such"}, "no-such"),
    ],
)
def test_a_decision_that_lacks_something_comes_back_as_it_was_typed(as_, form, said):
    revision = reviewed()

    page = as_(editor()).post(reverse("cases:decide", args=[code(revision)]), {"revision": 1, **form})

    assert page.status_code == 400
    assert said in words(page)
    assert form.get("for_author", "") in words(page)
    assert not Decision.objects.exists()


def test_the_reason_is_asked_for_where_reviews_are_missing(as_):
    revision, client = reviewed(given=1), as_(editor())

    assert 'name="because"' in words(client.get(dossier(revision)))
    form = {"revision": 1, "judgement": "changes", "for_author": "Shorten it."}
    page = client.post(reverse("cases:decide", args=[code(revision)]), form)

    assert page.status_code == 400
    assert not Decision.objects.exists()


def test_who_was_slower_reads_who_decided(as_):
    revision, client = reviewed(), as_(editor())
    form = {"revision": 1, "judgement": "accepted"}
    as_(editor(user__name="Ana Silva")).post(reverse("cases:decide", args=[code(revision)]), form)

    page = client.post(reverse("cases:decide", args=[code(revision)]), form, follow=True)

    assert "Ana Silva has decided about this revision already" in words(page)


@pytest.mark.parametrize("number", ["", "0", "2", "one", "99999999999999"])
def test_a_late_click_decides_about_no_other_revision(as_, number):
    revision = reviewed()
    form = {"revision": number, "judgement": "accepted"}

    page = as_(editor()).post(reverse("cases:decide", args=[code(revision)]), form, follow=True)

    assert "gone on meanwhile" in words(page)
    assert not Decision.objects.exists()


def test_nothing_is_decided_by_a_link(as_):
    assert as_(editor()).get(reverse("cases:decide", args=[code(reviewed())])).status_code == 405


def test_pages_of_the_desk_are_kept_by_no_cache(as_):
    client, revision = as_(editor()), reviewed()

    for address in (DESK, dossier(revision)):
        assert {"private", "no-store"} <= set(client.get(address)["Cache-Control"].split(", "))


def test_the_desk_says_whom_the_repository_lacks(as_):
    client = as_(editor())

    page = words(client.get(DESK))
    assert "Nobody is a privacy checker" in page
    assert "A case is read by 2 reviewers, and there are 0." in page
    assert "There is no topic to choose" in page


def test_the_desk_says_when_the_only_editor_checks_as_well(as_):
    both = editor()
    RoleFactory(user=both, role=Role.PRIVACY)

    assert "The only editor checks for privacy as well." in words(as_(both).get(DESK))


def test_the_desk_says_that_no_cases_are_taken(as_):
    Repository(pk=1, is_open=False).save()

    assert "No new cases are taken at present." in words(as_(editor()).get(DESK))
