"""Every address of the case repository as every kind of person: each sees what the role must see, and nothing else."""

from dataclasses import dataclass, field

import pytest
from django.urls import reverse

from accounts.tests.factories import UserFactory
from cases.models import (
    Author,
    Case,
    CaseState,
    Comment,
    PrivacyReport,
    Review,
    ReviewState,
    Stake,
    StakeKind,
)
from cases.tests import factories
from hubs.tests.factories import MembershipFactory
from tests.sitemap import NO_PAGES, PUBLIC, addresses

pytestmark = pytest.mark.django_db

NAME, FAMILY = "Zdzisława Quittapahilla", "Quittapahilla"
WORKPLACE = "Hôpital Ouagadougou-Nord"
FOR_EDITOR = "Between us: rather a capybara."
REVIEWER, REVIEWING = "Ingeborg Kvartsporfyr", "Kvartsporfyr"


@dataclass
class World:
    """Cases of one author: a draft, one for the privacy check, one in review, one published, one hidden."""

    people: dict = field(default_factory=dict)
    arguments: dict = field(default_factory=dict)

    def address(self, name):
        return reverse(f"cases:{name}", args=self.arguments.get(name, ()))


@pytest.fixture
def world(poland, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path, "base_url": None}}
    }
    author = factories.working_at(WORKPLACE, name=NAME, country="BF")
    reviewer = factories.reviewer(user__name=REVIEWER)
    people = {
        "author": author,
        "stranger": UserFactory(country="IN"),
        "coordinator": MembershipFactory(hub=poland).user,
        "checker": factories.checker(),
        "reviewer": reviewer,
        "other reviewer": factories.reviewer(),
        "editor": factories.editor(),
        "editor with a stake": factories.editor(),
        "former editor": factories.editor(starts_on="2025-01-01", ends_on="2026-01-01"),
        "staff": UserFactory(is_staff=True),
    }
    draft = factories.draft(author, pictures=1)
    waiting = factories.handed_in(author, pictures=1)
    in_review = factories.in_review(author, reviewers=[reviewer, factories.reviewer()], pictures=1)
    review = in_review.reviews.get(reviewer=reviewer)
    Review.objects.filter(pk=review.pk).update(state=ReviewState.OPEN, for_editor=FOR_EDITOR)
    Comment.objects.create(review=review, where="title", text="Clear.")
    version = factories.published(author)
    hidden = factories.published(author)
    Case.objects.filter(pk=hidden.case_id).update(state=CaseState.HIDDEN)
    PrivacyReport.objects.create(case=hidden.case, text="A name in the picture.")
    for case in Case.objects.all():
        Stake.objects.create(case=case, person=people["editor with a stake"], kind=StakeKind.DECLARED)
    Author.objects.update(name=NAME, workplace=WORKPLACE)
    return World(people, _arguments(draft, waiting, in_review, review, version))


def _arguments(draft, waiting, in_review, review, version):
    writing = ["about", "text", "questions", "authors", "consent", "pictures", "look"]
    return dict.fromkeys(writing, (draft.case.code,)) | {
        "write": (in_review.case.code,),
        "withdraw_consent": (in_review.case.code,),
        "check": (waiting.pk,),
        "review": (review.pk,),
        "dossier": (in_review.case.code,),
        "reviewers": (in_review.case.code,),
        "withdraw_consent_at_desk": (in_review.case.code,),
        "retract": (version.case.code,),
        "case": (version.case.code,),
        "report": (version.case.code,),
        "cite": (version.case.code, "ris"),
    }


EVERYBODY = {
    "author",
    "stranger",
    "coordinator",
    "checker",
    "reviewer",
    "other reviewer",
    "editor",
    "editor with a stake",
    "former editor",
    "staff",
}
EDITORS = {"editor", "editor with a stake", "staff"}
UNBIASED = {"editor", "staff"}
# Who gets the page; who is missing finds nothing there, or is led elsewhere.
ALLOWED = {
    "index": EVERYBODY,
    "kept": EVERYBODY,
    "mine": EVERYBODY,
    "case": EVERYBODY,
    "cite": EVERYBODY,
    "report": EVERYBODY,
    "feed": EVERYBODY,
    "about": {"author"},
    "text": {"author"},
    "questions": {"author"},
    "authors": {"author"},
    "consent": {"author"},
    "pictures": {"author"},
    "look": {"author"},
    "write": {"author"},
    "withdraw_consent": {"author"},
    "checks": {"checker", *EDITORS},
    "check": {"checker"},
    "reviews": {"reviewer", "other reviewer"},
    "review": {"reviewer"},
    "desk": EDITORS,
    "reports": EDITORS,
    "moderation": EDITORS,
    "dossier": UNBIASED,
    "reviewers": UNBIASED,
    "withdraw_consent_at_desk": UNBIASED,
    "retract": UNBIASED,
}
# Pages that name the authors of what is published, as they must.
PUBLISHED = {"index", "case", "cite", "feed", "kept", "report"}
NAMES_OF_AUTHORS, NAMES_OF_REVIEWERS = (FAMILY, "Ouagadougou"), (REVIEWING, FOR_EDITOR)
# What stands on no page that they get, but for what is published.
NEVER = {
    "author": NAMES_OF_REVIEWERS,
    "stranger": NAMES_OF_AUTHORS + NAMES_OF_REVIEWERS,
    "coordinator": NAMES_OF_AUTHORS + NAMES_OF_REVIEWERS,
    "checker": NAMES_OF_AUTHORS + NAMES_OF_REVIEWERS,
    "reviewer": NAMES_OF_AUTHORS,
    "other reviewer": NAMES_OF_AUTHORS + NAMES_OF_REVIEWERS,
    "editor with a stake": NAMES_OF_AUTHORS + NAMES_OF_REVIEWERS,
    "former editor": NAMES_OF_AUTHORS + NAMES_OF_REVIEWERS,
}


def test_each_page_is_there_for_its_people_and_says_no_more_than_they_may_know(world, as_):
    wrong, leaks = [], []
    for role, person in world.people.items():
        browser = as_(person)
        for name, people in ALLOWED.items():
            answer = browser.get(world.address(name))
            if (answer.status_code == 200) != (role in people) or answer.status_code == 403:
                wrong.append((role, name, answer.status_code))
            if name not in PUBLISHED and answer.status_code == 200:
                own = person.name in (NAME, REVIEWER)
                said = answer.content.decode()
                said = said[said.find("<main") :] if own else said
                leaks += [(role, name, text) for text in NEVER.get(role, ()) if text in said]

    assert (wrong, leaks) == ([], [])


def test_visitors_get_what_is_public(world, client):
    got = {name for name in ALLOWED if client.get(world.address(name)).status_code == 200}

    assert got == {"index", "feed"}


def test_visitors_read_what_its_author_opened_to_all(world, client):
    version = factories.published(is_public=True)
    code = version.case.code
    for name, more in (("case", ()), ("cite", ("ris",)), ("report", ())):
        assert f"cases:{name}" in PUBLIC
        assert client.get(reverse(f"cases:{name}", args=[code, *more])).status_code == 200, name


def test_every_address_of_the_cases_is_looked_at_or_known_to_be_elsewhere():
    """A new page is entered above, or here with where its people are tested."""
    named = {one.name.removeprefix("cases:") for one in addresses() if one.name.startswith("cases:")}

    assert named - set(ALLOWED) - {name.removeprefix("cases:") for name in NO_PAGES} <= ELSEWHERE


# Tested with the deed.
ELSEWHERE = {"diff", "dossier_diff", "review_diff", "invitation", "picture", "settle", "version"}
