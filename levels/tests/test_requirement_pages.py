"""The administration: composing what a level asks, and deciding about one person."""

import pytest
from django.urls import reverse

from accounts.tests.factories import UserFactory
from levels.actions import completion
from levels.actions.exemptions import ask_for_exemption
from levels.models import Exemption, LevelEnrolment, Requirement, RequirementSet
from levels.tests.factories import LevelEnrolmentFactory, LevelFactory, asking

pytestmark = pytest.mark.django_db

SIGN_OFF = {"kind": "sign_off", "key": "signed", "title": "Bedside practice"}
MORE = {"kind": "sign_off", "key": "more", "title": "More practice"}


@pytest.fixture
def office(as_, staff, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    return as_(staff)


@pytest.fixture
def level():
    return LevelFactory()


@pytest.fixture
def row(level, participant):
    asking(level, SIGN_OFF, MORE)
    LevelEnrolmentFactory(enrolment__user=participant, level=level)
    completion.decide(person=participant)
    return LevelEnrolment.objects.get()


def page(client, name, *args, **query):
    return client.get(reverse(f"admin:levels_{name}", args=args), query).content.decode()


def deed(client, row, name, **data):
    url = reverse("admin:levels_levelenrolment_deed", args=[row.pk, name])
    return client.post(url, data, follow=True).content.decode()


def test_a_version_is_composed_checked_and_published_without_code(office, level):
    office.post(reverse("admin:levels_requirementset_start", args=[1]))
    version = RequirementSet.objects.get()
    assert "It asks for nothing" in page(office, "requirementset_change", version.pk)

    group = {"set": version.pk, "title": "Practice", "operator": "all", "least": 1, "order": 1}
    office.post(reverse("admin:levels_requirementgroup_add"), group)
    group = version.groups.get()
    form = page(office, "requirement_add", group=group.pk, kind="sign_off")
    assert 'name="title"' in form
    assert 'name="activity"' not in form
    facts = {"group": group.pk, "kind": "sign_off", "title": "Bedside", "key": "bedside", "order": 1}
    office.post(reverse("admin:levels_requirement_add"), facts)
    assert "Bedside" in page(office, "requirementset_change", version.pk)

    assert "Publish for new people" in page(office, "requirementset_preview", version.pk)
    office.post(reverse("admin:levels_requirementset_publish", args=[version.pk]))
    version.refresh_from_db()
    assert version.published_at


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        ("resources", {"module"}),
        ("assessment", {"assessment"}),
        ("attendance", {"activity", "share", "times"}),
        ("evaluation", {"survey"}),
        ("sign_off", set()),
        ("level", {"earlier"}),
    ],
)
def test_a_form_asks_only_for_what_its_kind_needs(office, level, kind, own):
    group = asking(level, published=False).groups.get()
    every = {"module", "assessment", "activity", "share", "times", "survey", "earlier"}

    form = page(office, "requirement_add", group=group.pk, kind=kind)

    assert {name for name in every if f'name="{name}"' in form} == own


def test_what_nobody_could_meet_is_said_and_not_published(office, level):
    version = asking(level, SIGN_OFF, operator="at_least", least=2, published=False)

    assert "nobody could meet that" in page(office, "requirementset_change", version.pk)
    answer = office.post(reverse("admin:levels_requirementset_publish", args=[version.pk]), follow=True)
    assert "nobody could meet that" in answer.content.decode()
    assert not RequirementSet.objects.published().exists()


def test_a_published_version_can_only_be_looked_at(office, level):
    version = asking(level, SIGN_OFF)
    requirement = Requirement.objects.get()

    assert "Add a group" not in page(office, "requirementset_change", version.pk)
    assert office.post(reverse("admin:levels_requirementset_delete", args=[version.pk])).status_code == 403
    assert office.post(reverse("admin:levels_requirement_change", args=[requirement.pk])).status_code == 403
    facts = {"group": version.groups.get().pk, "kind": "sign_off", "title": "X", "key": "x", "order": 1}
    answer = office.post(reverse("admin:levels_requirement_add"), facts)
    assert "is published" in answer.content.decode()


def test_the_preview_names_people_and_staff_move_them(office, row, level, participant):
    newer = asking(level, SIGN_OFF)
    assert "1 person is under way" in page(office, "requirementset_preview", newer.pk)

    office.post(reverse("admin:levels_requirementset_move", args=[newer.pk]), {"one": row.pk})

    row.refresh_from_db()
    assert row.requirements == newer


def test_all_are_moved_by_one_button(office, row, level):
    newer = asking(level, SIGN_OFF)

    answer = office.post(reverse("admin:levels_requirementset_move", args=[newer.pk]), follow=True)

    assert "1 person was moved." in answer.content.decode()


def test_staff_sign_off_on_the_page_of_the_person(office, row):
    assert "Sign off “Bedside practice”" in page(office, "levelenrolment_change", row.pk)

    assert "Signed off." in deed(office, row, "sign-off", key="signed")
    assert "signed off already" in deed(office, row, "sign-off", key="signed")
    assert "taken back" in deed(office, row, "take-signature-back", key="signed")


def test_an_exemption_goes_through_two_hands(office, row, staff):
    answer = deed(office, row, "ask-for-exemption", key="signed", reason="Taught it.")
    assert "somebody else of the staff has granted it" in answer
    exemption = Exemption.objects.get()
    assert "somebody else has to decide it" in deed(office, row, "grant", exemption=exemption.pk)

    exemption.delete()
    asked = ask_for_exemption(
        level_enrolment=row, key="signed", reason="Taught it.", by=UserFactory(is_staff=True)
    )
    assert "The person is told by mail" in deed(office, row, "grant", exemption=asked.pk)
    assert "has decided this already" in deed(office, row, "refuse", exemption=asked.pk)
    assert "Taught it." in page(office, "exemption_changelist")


def test_a_completion_is_taken_back_on_the_page(office, row):
    deed(office, row, "sign-off", key="signed")
    deed(office, row, "sign-off", key="more")
    assert "Take the completion back" not in page(office, "levelenrolment_change", row.pk)

    deed(office, row, "take-signature-back", key="more")
    listed = page(office, "levelenrolment_changelist", standing="no_longer")
    assert str(row.enrolment.user) in listed
    assert "The person is told why" in deed(office, row, "take-back", reason="It was a mistake.")


@pytest.mark.parametrize("name", ["sign-off", "unknown"])
def test_a_look_never_decides(office, row, name):
    url = reverse("admin:levels_levelenrolment_deed", args=[row.pk, name])

    assert office.get(url).status_code == 403


@pytest.mark.parametrize("person", ["participant", "coordinator"])
def test_only_staff_get_there(request, as_, row, person, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    client = as_(request.getfixturevalue(person))

    for url in (
        reverse("admin:levels_levelenrolment_deed", args=[row.pk, "sign-off"]),
        reverse("admin:levels_requirementset_publish", args=[row.requirements_id]),
    ):
        assert client.post(url, {"key": "signed"}).status_code in (302, 403, 404)
    row.refresh_from_db()
    assert row.standing["have"] == 0


def test_staff_without_the_right_decide_nothing(as_, row, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    client = as_(UserFactory(is_staff=True))

    assert (
        client.post(
            reverse("admin:levels_levelenrolment_deed", args=[row.pk, "sign-off"]), {"key": "signed"}
        ).status_code
        == 403
    )


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_as_often_for_three_as_for_one(office, level, number, django_assert_max_num_queries):
    asking(level, SIGN_OFF)
    for _ in range(number):
        row = LevelEnrolmentFactory(level=level)
        completion.decide(person=row.enrolment.user)

    with django_assert_max_num_queries(14):
        page(office, "levelenrolment_changelist")
