"""What the repository holds about editors, and about those who have a role."""

import pytest

from accounts.personal_data import holdings
from cases.models import CaseRole, Decision, Role
from cases.tests.factories import RoleFactory, TopicFactory, accepted, editor

pytestmark = pytest.mark.django_db


def holding(model):
    [found] = [one for one in holdings() if one.model == f"cases.{model}"]
    return found


def export(model, user):
    return list(holding(model).export(user))


def test_a_person_gets_the_own_roles_and_no_other_persons():
    role = RoleFactory(role=Role.REVIEWER)
    role.topics.set([TopicFactory(name="Meningitis")])
    RoleFactory(role=Role.EDITOR)

    [row] = export("CaseRole", role.user)

    assert (row["role"], row["topics"]) == ("reviewer", ["Meningitis"])


def test_roles_and_their_earlier_versions_go_with_the_person():
    role = RoleFactory()

    holding("CaseRole").erase(role.user)

    assert not CaseRole.objects.exists()
    assert not CaseRole.history.filter(user_id=role.user_id).exists()


def test_an_editor_gets_what_was_decided_and_the_author_what_was_said_without_the_editor():
    someone = editor(user__name="Unmistakable Editor")
    revision = accepted(by=someone)
    Decision.objects.update(for_author="A fine case.")

    [own] = export("Decision", someone)
    [about] = export("Decision", revision.case.author)

    assert (own["case"], own["decision"], own["for_author"]) == (
        revision.case.code,
        "accepted",
        "A fine case.",
    )
    assert (about["your_case"], about["for_you"]) == (revision.case.code, "A fine case.")
    assert "Unmistakable" not in str(about)
    assert export("Decision", editor()) == []


def test_a_decision_stays_when_its_editor_is_forgotten():
    someone = editor()
    accepted(by=someone)

    holding("Decision").erase(someone)

    assert Decision.objects.filter(editor=someone).exists()
    assert holding("Decision").kept
