"""What the repository holds about authors."""

import pytest

from accounts import actions
from accounts.personal_data import holdings
from accounts.tests.factories import UserFactory
from cases.models import Author, Case, CaseState, RevisionState
from cases.tests.factories import AuthorFactory, draft, handed_in, published

pytestmark = pytest.mark.django_db


def holding(model):
    [found] = [one for one in holdings() if one.model == f"cases.{model}"]
    return found


def test_an_author_gets_the_own_cases_with_texts_and_pictures():
    revision = draft(pictures=1)
    draft()

    [row] = holding("Case").export(revision.case.author)
    [(name, file)] = holding("Case").files(revision.case.author)

    assert row["code"] == revision.case.code
    assert row["consent_of_the_patient"]["kind"] == "written"
    assert row["revisions"][0]["content"]["sections"] == revision.content["sections"]
    assert name.startswith(revision.case.code)
    assert file.read()
    file.close()


def test_a_named_author_gets_where_the_own_name_stands():
    author = AuthorFactory(case=draft().case)

    [row] = holding("Author").export(author.person)

    assert (row["case"], row["email"]) == (author.case.code, author.email)


def test_drafts_go_with_their_author_and_what_is_under_way_ends():
    author = UserFactory()
    draft(author)
    under_way = handed_in(author)

    actions.erase(author)

    under_way.refresh_from_db()
    assert [case.state for case in Case.objects.all()] == [CaseState.ENDED]
    assert under_way.state == RevisionState.DROPPED
    assert not Author.objects.exclude(name="").exists()


def test_a_published_case_stays_as_it_is_cited_without_the_address():
    version = published()
    author = version.case.author
    name, email = author.name, author.email

    actions.erase(author)

    version.case.refresh_from_db()
    assert version.case.state == CaseState.PUBLISHED
    assert version.authors[0]["name"] == name
    assert not Author.objects.filter(email=email).exists()
    assert not Author.history.filter(email=email).exists()


def test_a_co_author_of_an_unpublished_case_is_named_no_more_and_an_unanswered_address_is_forgotten():
    revision = draft()
    gone = AuthorFactory(case=revision.case).person
    Author.objects.create(case=draft().case, name="X", email=gone.email)

    actions.erase(gone)

    assert not Author.objects.exclude(person__in=Case.objects.values("author")).exists()
