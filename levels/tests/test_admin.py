import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.tests.factories import UserFactory
from levels.actions import enrolments, evidence
from levels.models import Director, Enrolment, EvidenceKind, Progress
from levels.tests.factories import EnrolmentFactory, LevelFactory, PathwayFactory, ResourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(as_, staff, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    return as_(staff)


@pytest.fixture
def level():
    return LevelFactory(pathway=PathwayFactory())


def level_form(level, **changes):
    form = {
        "pathway": level.pathway_id,
        "number": level.number,
        "title": level.title,
        "also_printed_as": "",
        "format": level.format,
        "when": level.when,
        "summary": level.summary,
        "opens_on": "",
        "availability": "",
        "content_updated_on": "2025-12-23",
    }
    for inline in ("directors", "activities", "outcomes"):
        form |= {f"{inline}-TOTAL_FORMS": 0, f"{inline}-INITIAL_FORMS": 0}
    return form | changes


def test_staff_edit_a_level_and_are_warned_of_dates_out_of_order(office, level):
    address = reverse("admin:levels_level_change", args=[level.pk])

    page = office.post(address, level_form(level, opens_on="2025-01-01"), follow=True)

    level.refresh_from_db()
    assert str(level.opens_on) == "2025-01-01"
    assert "It opens outside the days of the pathway." in page.content.decode()
    assert level.history.count() == 2


def test_a_director_added_on_a_level_belongs_to_its_pathway(office, level):
    address = reverse("admin:levels_level_change", args=[level.pk])
    director = {"directors-TOTAL_FORMS": 1, "directors-0-name": "Ricard Ferrer", "directors-0-order": 1}

    office.post(address, level_form(level, **director))

    assert [(one.pathway, one.level) for one in Director.objects.all()] == [(level.pathway, level)]


@pytest.mark.parametrize("name", ["pathway", "level", "director", "statement", "furtherreading", "enrolment"])
def test_every_list_of_the_admin_opens_and_can_be_searched_or_not(office, level, name):
    assert office.get(reverse(f"admin:levels_{name}_changelist")).status_code == 200


@pytest.mark.parametrize("name", ["pathway", "level"])
def test_a_pathway_and_a_level_open_for_change_with_their_history(office, level, name):
    row = level if name == "level" else level.pathway

    for page in ("change", "history"):
        assert office.get(reverse(f"admin:levels_{name}_{page}", args=[row.pk])).status_code == 200


def test_enrolments_are_looked_at_and_exported_but_not_changed(office, level, participant):
    enrolments.enrol(user=participant, pathway=level.pathway, by=participant)
    changelist = reverse("admin:levels_enrolment_changelist")

    page = office.get(changelist, {"q": "lukasz zolc"}).content.decode()
    assert "Łukasz Żółć" in page
    assert office.get(reverse("admin:levels_enrolment_add")).status_code == 403

    export = reverse("admin:levels_enrolment_export")
    fields = ["name", "email", "country", "profession", "levels", "enrolled_at"]
    chosen = {"format": "0", "resource": "0"} | {f"enrolmentresource_{field}": "on" for field in fields}
    table = office.post(export, chosen).content.decode()

    header, row = table.split()[0], table.splitlines()[1]
    assert header.split(",") == ["name", "email", "country", "profession", "open_levels", "enrolled_at"]
    assert row.startswith(f"Łukasz Żółć,{participant.email},PL,doctor,1,")
    assert Enrolment.objects.count() == 1


def test_staff_read_everything_a_person_did_and_change_nothing(office, participant):
    enrolment = EnrolmentFactory(user=participant)
    film = ResourceFactory(video=True, title="A film")
    row = evidence.record(
        person=participant, kind=EvidenceKind.WATCHED, resource=film, data={"from": 0, "to": 10_000}
    )
    client = office

    page = client.get(reverse("admin:levels_enrolment_change", args=[enrolment.pk])).content.decode()
    link = f"{reverse('admin:levels_evidence_changelist')}?person__id__exact={participant.pk}"
    assert link in page
    assert "A film" in client.get(link).content.decode()
    for model, pk in (("evidence", row.pk), ("progress", Progress.objects.get().pk)):
        assert client.get(reverse(f"admin:levels_{model}_change", args=[pk])).status_code == 200
        assert client.post(reverse(f"admin:levels_{model}_change", args=[pk]), {}).status_code == 403
        assert client.get(reverse(f"admin:levels_{model}_add")).status_code == 403
        assert client.post(reverse(f"admin:levels_{model}_delete", args=[pk])).status_code == 403


@pytest.mark.parametrize("model", ["evidence", "progress"])
def test_lists_of_what_people_did_take_as_many_queries_for_many(office, model):
    client, counts = office, []
    for count in (1, 2):
        for _number in range(count):
            evidence.record(person=UserFactory(), kind=EvidenceKind.OPENED, resource=ResourceFactory())
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"admin:levels_{model}_changelist")).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]
