"""The national report of a hub: for those who run it, as long as their term lasts, and for staff."""

from datetime import UTC, date, datetime, timedelta

import pymupdf
import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from hubs.models import Membership
from impact import making
from impact.models import Report
from levels.tests.factories import EnrolmentFactory

PAGE = "/hubs/pl/manage/reports/"
MAY = date(2026, 5, 1)
ASKED = {"first_month": "2026-05", "last_month": "2026-05", "language": "pl"}


@pytest.fixture(autouse=True)
def _files_of_this_test_only(settings, tmp_path):
    options = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"default": options}


@pytest.fixture
def national(poland, coordinator):
    months = {"first_month": MAY, "last_month": MAY}
    row = Report.objects.create(kind="national", hub=poland, language="pl", asked_by=coordinator, **months)
    making.make(row.pk)
    row.refresh_from_db()
    return row


def test_a_coordinator_asks_for_it_in_a_language_and_fetches_it(as_, coordinator):
    for _ in range(6):
        EnrolmentFactory(user=UserFactory(country="PL"), enrolled_at=datetime(2026, 5, 9, tzinfo=UTC))
    client = as_(coordinator)
    assert "Nobody has asked for one this week" in client.get(PAGE).text

    html = client.post(PAGE, ASKED, follow=True).text
    assert "is being made" in html
    assert "Polski" in html
    row = Report.objects.get()
    making.make(row.pk)

    answer = client.get(f"/impact/reports/{row.pk}/file/")
    assert 'filename="national-pl-2026-05-pl.pdf"' in answer["Content-Disposition"]
    with pymupdf.open(stream=b"".join(answer.streaming_content)) as opened:
        assert len(opened) == 1
    assert AuditEntry.objects.get(action="report.fetched").facts["country"] == "PL"


def test_everybody_who_runs_the_hub_sees_it_whoever_asked(as_, national, staff):
    assert "Download (" in as_(staff).get(PAGE).text
    deputy = UserFactory(country="PL")
    Membership.objects.create(hub=national.hub, user=deputy, role="deputy")

    assert "Download (" in as_(deputy).get(PAGE).text
    assert as_(deputy).get(f"/impact/reports/{national.pk}/").status_code == 200


@pytest.mark.parametrize("who", ["participant", "romanian_coordinator", "stranger"])
def test_everybody_else_finds_nothing(as_, who, national, request):
    client = as_(request.getfixturevalue(who))

    for path in (PAGE, f"/impact/reports/{national.pk}/", f"/impact/reports/{national.pk}/file/"):
        assert client.get(path).status_code == 404
    assert client.post(PAGE, ASKED).status_code == 404
    assert Report.objects.count() == 1


def test_when_the_term_has_ended_nothing_is_there(as_, coordinator, national):
    today = timezone.localdate()
    Membership.objects.update(starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1))

    assert as_(coordinator).get(PAGE).status_code == 404
    assert as_(coordinator).get(f"/impact/reports/{national.pk}/file/").status_code == 404


def test_nobody_gets_in_without_logging_in(client, national):
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"last_month": "2999-01"}, "months to come"),
        ({"first_month": "2026-06"}, "The last month lies before the first."),
        ({"language": "xx"}, "not one of the available choices"),
    ],
)
def test_what_makes_no_sense_is_said_in_words(as_, coordinator, change, said):
    assert said in as_(coordinator).post(PAGE, ASKED | change).text
    assert not Report.objects.exists()


def test_a_coordinator_tries_again_what_failed(as_, coordinator, national):
    Report.objects.update(ready_at=None, file="", failed_at=timezone.now())

    answer = as_(coordinator).post(f"/impact/reports/{national.pk}/again/")

    assert answer["Location"] == PAGE
    assert Report.objects.get().is_under_way


def test_a_national_report_stands_on_no_list_of_the_office(as_, staff, national):
    assert "Nobody has asked for one this week" in as_(staff).get("/impact/reports/").text
