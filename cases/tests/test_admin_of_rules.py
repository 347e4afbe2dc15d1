"""The administration of the repository: its rules, the parts of a case, topics and roles."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from cases.models import CaseRole, Repository, Role, Section, Topic
from cases.tests.factories import RoleFactory, TopicFactory, draft, sections

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(as_, staff, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    return as_(staff)


def values_of(form):
    fields = ((field.html_name, field.value()) for field in form)
    return {name: value for name, value in fields if value not in (None, False)}


def test_there_is_one_row_of_rules_which_the_list_leads_to(office):
    page = office.get(reverse("admin:cases_repository_changelist"))

    assert page.url == reverse("admin:cases_repository_change", args=[1])
    assert office.get(reverse("admin:cases_repository_add")).status_code == 403


def test_a_rule_that_is_changed_holds_at_once_and_stands_in_the_record(office, staff):
    address = reverse("admin:cases_repository_change", args=[1])
    form = values_of(office.get(address).context["adminform"].form)

    office.post(address, form | {"reviewers_each": 3})

    assert Repository.current().reviewers_each == 3
    entry = AuditEntry.objects.get(action="case_repository.changed")
    assert (entry.actor_id, entry.facts["reviewers_each"]) == (staff.pk, 3)


def test_no_case_can_be_told_to_wait_for_no_reviewer(office):
    address = reverse("admin:cases_repository_change", args=[1])
    form = values_of(office.get(address).context["adminform"].form)

    page = office.post(address, form | {"reviewers_each": 0})

    assert "reviewers_each" in page.context["adminform"].form.errors
    assert Repository.current().reviewers_each == 2


def test_a_part_that_a_case_has_can_be_switched_off_but_not_deleted(office):
    sections()
    draft()
    used, unused = Section.objects.get(key="findings"), Section.objects.get(key="perspective")
    delete = "admin:cases_section_delete"

    assert office.post(reverse(delete, args=[used.pk]), {"post": "yes"}).status_code == 403
    assert office.post(reverse(delete, args=[unused.pk]), {"post": "yes"}).status_code == 302
    assert Section.objects.filter(pk=used.pk).exists()
    assert not Section.objects.filter(pk=unused.pk).exists()


def test_the_key_of_a_part_stays_as_it_is(office):
    sections()
    part = Section.objects.get(key="findings")
    address = reverse("admin:cases_section_change", args=[part.pk])
    form = values_of(office.get(address).context["adminform"].form)

    office.post(address, form | {"key": "other", "title": "What was found"})

    part.refresh_from_db()
    assert (part.key, part.title) == ("findings", "What was found")


def test_a_topic_that_a_case_has_cannot_be_deleted(office):
    used, unused = TopicFactory(), TopicFactory()
    draft(topics=[used])

    for topic, status in [(used, 403), (unused, 302)]:
        address = reverse("admin:cases_topic_delete", args=[topic.pk])
        assert office.post(address, {"post": "yes"}).status_code == status
    assert list(Topic.objects.all()) == [used]


def test_topics_are_not_deleted_several_at_once(office):
    topic = TopicFactory()
    form = {"action": "delete_selected", "_selected_action": [topic.pk], "post": "yes"}

    office.post(reverse("admin:cases_topic_changelist"), form)

    assert Topic.objects.exists()


def test_a_role_is_given_from_a_day_to_a_day_and_stands_in_the_record(office, staff):
    person, today = UserFactory(), timezone.localdate()
    form = {"user": person.pk, "role": Role.EDITOR, "cap": 3, "starts_on": today, "ends_on": today}

    office.post(reverse("admin:cases_caserole_add"), form)

    assert CaseRole.objects.holds(person, Role.EDITOR)
    entry = AuditEntry.objects.get(action="case_role.given")
    assert (entry.actor_id, entry.person_id, entry.facts["role"]) == (staff.pk, person.pk, "editor")


def test_a_role_cannot_end_before_it_begins(office):
    today = timezone.localdate()
    form = {"role": Role.EDITOR, "cap": 3, "starts_on": today, "ends_on": today - timedelta(days=1)}

    page = office.post(reverse("admin:cases_caserole_add"), form | {"user": UserFactory().pk})

    assert "The last day is before the first." in page.content.decode()
    assert not CaseRole.objects.exists()


def test_roles_are_found_by_name_without_accents_and_by_whether_they_hold(office):
    held = RoleFactory(user__name="Łukasz Żółć")
    over = RoleFactory(user__name="Ana Silva", starts_on="2026-01-01", ends_on="2026-01-31")
    address = reverse("admin:cases_caserole_changelist")

    assert list(office.get(address, {"q": "zolc"}).context["cl"].queryset) == [held]
    assert list(office.get(address, {"in_force": "over"}).context["cl"].queryset) == [over]


def test_nobody_but_the_office_opens_the_rules(as_, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    editor = RoleFactory(role=Role.EDITOR).user

    assert as_(editor).get(reverse("admin:cases_repository_change", args=[1])).status_code == 302
