"""What staff see of attempts, and how they grant more time."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from assessments.actions import attempts
from assessments.models import Accommodation, Attempt
from assessments.tests.taking import of_kind

pytestmark = pytest.mark.django_db


def granted(page, person, **fields):
    form = {"person": person.pk, "assessment": "", "extra_percent": 50, "reason": "Dyslexia", "ends_on": ""}
    return page.post(reverse("admin:assessments_accommodation_add"), form | fields)


def test_staff_grant_more_time_and_it_is_noted_who_did(as_, staff, participant):
    assert granted(as_(staff), participant).status_code == 302

    row = Accommodation.objects.get()
    assert (row.extra_percent, row.granted_by) == (50, staff)
    entry = AuditEntry.objects.get(action="accommodation.granted")
    assert (entry.person_id, entry.actor_id) == (participant.pk, staff.pk)
    assert "Dyslexia" not in str(entry.facts)
    assert attempts.start(assessment=of_kind("single"), person=participant).extra_percent == 50


@pytest.mark.parametrize("percent", [0, 301])
def test_senseless_times_are_refused(as_, staff, participant, percent):
    response = granted(as_(staff), participant, extra_percent=percent)

    assert "between 1 and 300 percent" in response.content.decode()
    assert not Accommodation.objects.exists()


def test_more_time_twice_for_the_same_is_refused(as_, staff, participant):
    for _time in range(2):
        response = granted(as_(staff), participant)

    assert response.status_code == 200
    assert Accommodation.objects.count() == 1


def test_more_time_is_taken_back(as_, staff, participant):
    granted(as_(staff), participant)
    path = reverse("admin:assessments_accommodation_delete", args=[Accommodation.objects.get().pk])

    as_(staff).post(path, {"post": "yes"})

    assert not Accommodation.objects.exists()
    assert AuditEntry.objects.filter(action="accommodation.taken_back").count() == 1


def test_attempts_are_looked_up_and_left_alone(as_, staff, participant):
    attempt = attempts.start(assessment=of_kind("single"), person=participant)
    page = as_(staff)

    assert participant.name in page.get(reverse("admin:assessments_attempt_changelist")).content.decode()
    path = reverse("admin:assessments_attempt_change", args=[attempt.pk])
    assert page.get(path).status_code == 200
    assert page.post(path, {"score": 10000}).status_code == 403
    assert Attempt.objects.get().score is None


def test_people_without_the_admin_see_none_of_it(client, participant, coordinator):
    for person in (participant, coordinator):
        client.force_login(person)
        for name in ("accommodation_changelist", "attempt_changelist"):
            assert client.get(reverse(f"admin:assessments_{name}")).status_code in (302, 403, 404)
