"""What a level asks: composed, checked, published, and people moved from one version to the next."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import AuditEntry
from assessments.models import Assessment
from evaluations.tests.factories import SurveyFactory, opened
from levels import planning, soundness
from levels.actions import completion, requirements
from levels.actions.evidence import record
from levels.models import Activity, LevelEnrolment, Requirement, RequirementSet
from levels.previewing import preview
from levels.tests.factories import LevelEnrolmentFactory, LevelFactory, ModuleFactory, ResourceFactory, asking

pytestmark = pytest.mark.django_db

SIGN_OFF = {"kind": "sign_off", "key": "signed", "title": "Bedside practice"}
MORE = {"kind": "sign_off", "key": "more", "title": "More practice"}


@pytest.fixture
def level():
    return LevelFactory()


def draft(level, *rows, **group):
    return asking(level, *rows, published=False, **group)


def errors(requirements_of_level):
    return " ".join(soundness.check(requirements_of_level).errors)


def sign(person, level, key="signed"):
    record(person=person, kind="signed_off", level=level, data={"requirement": key, "holds": True})


# ---- What nobody could meet -----------------------------------------------------------------------------------


def test_a_sound_version_has_nothing_said_about_it(level):
    ResourceFactory(module__level=level)

    assert soundness.check(draft(level, {"kind": "resources"}, SIGN_OFF)) == soundness.Findings((), ())


def test_a_version_without_groups_and_a_group_without_requirements_ask_for_nothing(level):
    empty = RequirementSet.objects.create(level=level, number=1)
    assert "asks for nothing" in errors(empty)

    empty.groups.create(title="Practice")
    assert "“Practice” asks for nothing" in errors(empty)


def test_more_than_there_are_cannot_be_asked_for(level):
    assert "asks for 3 of 2 requirements" in errors(
        draft(level, SIGN_OFF, MORE, operator="at_least", least=3)
    )


def test_a_key_names_one_requirement_of_the_whole_level(level):
    version = draft(level, SIGN_OFF)
    version.groups.create(title="Again").requirements.create(**SIGN_OFF)

    assert "“signed” stands at two requirements" in errors(version)


def test_mandatory_resources_have_to_be_there_to_be_done(level):
    module = ModuleFactory(level=level)
    ResourceFactory(module=module, is_mandatory=False)
    ResourceFactory(module=module, publish_on=None)

    assert "no mandatory resource" in errors(draft(level, {"kind": "resources", "module": module}))


def test_a_level_without_resources_cannot_ask_for_them(level):
    assert "the level has no mandatory resource" in errors(draft(level, {"kind": "resources"}))


def test_a_module_or_activity_of_another_level_is_refused(level):
    other = LevelFactory(number=2)
    module = ModuleFactory(level=other)
    activity = Activity.objects.create(level=other, kind="live", title="Live")

    found = errors(
        draft(level, {"kind": "resources", "module": module}, {"kind": "attendance", "activity": activity})
    )

    assert "this module belongs to another level" in found
    assert "this activity belongs to another level" in found


def test_an_assessment_has_to_be_published_and_to_have_its_questions(level):
    hidden = Assessment.objects.create(slug="hidden", title="Hidden")
    empty = Assessment.objects.create(slug="empty", title="Empty", is_published=True)

    found = errors(
        draft(
            level, {"kind": "assessment", "assessment": hidden}, {"kind": "assessment", "assessment": empty}
        )
    )

    assert "this assessment is not published" in found
    assert "no questions yet" in found


def test_an_evaluation_has_to_exist_and_one_that_is_not_open_is_warned_about(level):
    version = draft(level, {"kind": "evaluation"})
    assert "has no evaluation yet" in errors(version)

    level.evaluation = SurveyFactory()
    level.save()
    version.refresh_from_db()
    assert "not open" in " ".join(soundness.check(version).warnings)

    level.evaluation = opened()
    level.save()
    version.refresh_from_db()
    assert soundness.check(version) == soundness.Findings((), ())


def test_more_events_than_are_planned_are_a_warning(level, monkeypatch):
    activity = Activity.objects.create(level=level, kind="live", title="Live")
    version = draft(level, {"kind": "attendance", "activity": activity, "times": 2})
    monkeypatch.setattr(planning, "_counters", [lambda activity: 1])

    assert not soundness.check(version).errors
    assert "more events (2) than count as this activity so far (1)" in " ".join(
        soundness.check(version).warnings
    )


def test_levels_that_wait_for_each_other_are_found(level):
    second, third = LevelFactory(number=2), LevelFactory(number=3)
    asking(second, {"kind": "level", "earlier": level})
    asking(third, {"kind": "level", "earlier": second})

    assert "Level 1 → Level 3 → Level 2 → Level 1" in errors(
        draft(level, {"kind": "level", "earlier": third})
    )


def test_a_level_that_opens_after_another_cannot_be_asked_for_by_it(level):
    second = LevelFactory(number=2, needs_previous=True)
    asking(second, SIGN_OFF)

    assert "wait for each other" in errors(draft(level, {"kind": "level", "earlier": second}))


def test_a_level_cannot_ask_for_itself_or_for_one_that_asks_nothing(level):
    other = LevelFactory(number=2)

    assert "cannot ask for itself" in errors(draft(level, {"kind": "level", "earlier": level}))
    RequirementSet.objects.all().delete()
    assert "before its requirements are published" in errors(
        draft(level, {"kind": "level", "earlier": other})
    )


# ---- Versions ------------------------------------------------------------------------------------------------


def test_a_version_is_published_once_and_then_nothing_in_it_changes(level, staff):
    version = requirements.publish(requirements=draft(level, SIGN_OFF), by=staff)

    assert version.published_by == staff
    assert AuditEntry.objects.filter(action="requirements.published", actor_id=staff.pk).count() == 1
    with pytest.raises(requirements.AlreadyPublished):
        requirements.publish(requirements=version, by=staff)
    for change in (
        lambda: Requirement.objects.update(title="Other"),
        lambda: version.groups.update(least=2),
        lambda: version.groups.create(title="More"),
        lambda: RequirementSet.objects.update(note="Other"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_what_nobody_could_meet_is_not_published(level, staff):
    with pytest.raises(ValidationError, match="asks for nothing"):
        requirements.publish(requirements=draft(level), by=staff)

    assert not RequirementSet.objects.published().exists()


def test_the_next_version_starts_as_a_copy_of_the_newest(level, staff):
    first = asking(level, SIGN_OFF, MORE, operator="any")

    second = requirements.start_next(level=level, by=staff)

    assert (second.number, second.published_at) == (first.number + 1, None)
    group = second.groups.get()
    assert group.operator == "any"
    assert list(group.requirements.values_list("key", flat=True)) == ["signed", "more"]
    assert first.groups.get().requirements.count() == 2
    assert requirements.start_next(level=level, by=staff) == second


def test_the_preview_tells_by_name_and_changes_nothing(
    level, participant, stranger, django_assert_max_num_queries
):
    first = asking(level, SIGN_OFF, MORE)
    rows = {
        person: LevelEnrolmentFactory(enrolment__user=person, level=level, requirements=first)
        for person in (participant, stranger)
    }
    sign(participant, level)
    sign(stranger, level, "more")
    version = draft(level, SIGN_OFF)
    before = list(LevelEnrolment.objects.order_by("pk").values())

    with django_assert_max_num_queries(13):
        shown = preview(version)

    assert (shown.under_way, shown.fewer, shown.more) == (2, 1, 0)
    assert shown.completing == [rows[participant]]
    assert [(row, row.lost) for row in shown.losing] == [(rows[stranger], ["More practice"])]
    assert list(LevelEnrolment.objects.order_by("pk").values()) == before


def test_people_are_moved_only_by_staff_and_those_who_are_done_stay(level, participant, stranger, staff):
    first = asking(level, SIGN_OFF, MORE)
    for person in (participant, stranger):
        LevelEnrolmentFactory(enrolment__user=person, level=level, requirements=first)
    sign(participant, level)
    second = requirements.publish(requirements=draft(level, SIGN_OFF), by=staff)
    completion.reconcile()
    assert set(LevelEnrolment.objects.values_list("requirements", flat=True)) == {first.pk}

    moved = requirements.move(requirements=second, rows=LevelEnrolment.objects.all(), by=staff)

    assert moved == (2, 1)
    assert LevelEnrolment.objects.get(enrolment__user=participant).completed_at
    assert AuditEntry.objects.filter(action="level.requirements_moved").count() == 2
    third = requirements.publish(requirements=draft(level, MORE), by=staff)
    assert requirements.move(requirements=third, rows=LevelEnrolment.objects.all(), by=staff) == (1, 0)
    assert LevelEnrolment.objects.get(enrolment__user=participant).requirements == second


def test_nobody_is_moved_to_a_draft(level, staff):
    with pytest.raises(ValidationError, match="Publish"):
        requirements.move(requirements=draft(level, SIGN_OFF), rows=LevelEnrolment.objects.all(), by=staff)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_publish_once(staff):
    version = asking(LevelFactory(), SIGN_OFF, published=False)

    def publish(_number):
        try:
            requirements.publish(requirements=version, by=staff)
        except requirements.AlreadyPublished:
            return 0
        else:
            return 1
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(publish, range(4))) == 1
    assert AuditEntry.objects.filter(action="requirements.published").count() == 1
