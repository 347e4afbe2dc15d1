"""Who may ask for reports, see how far they are, and fetch them."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from impact import making
from impact.models import Report

MAY = date(2026, 5, 1)
PAGE = "/impact/reports/"
ASKED = {"what": "sponsor-xlsx", "first_month": "2026-05", "last_month": "2026-05"}


@pytest.fixture(autouse=True)
def _files_of_this_test_only(settings, tmp_path):
    options = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"default": options}


def report(by, **fields):
    fields = {"kind": "sponsor", "extension": "xlsx", "first_month": MAY, "last_month": MAY} | fields
    return Report.objects.create(asked_by=by, **fields)


def made(by, **fields):
    row = report(by, **fields)
    making.make(row.pk)
    row.refresh_from_db()
    return row


def test_staff_ask_for_a_report_and_fetch_it(as_, staff):
    client = as_(staff)
    assert "Nobody has asked for one this week" in client.get(PAGE).text

    html = client.post(f"{PAGE}ask/", ASKED, follow=True).text
    assert "is being made" in html
    assert "Waiting for its turn" in html
    assert 'data-busy="yes"' in html
    row = Report.objects.get()
    making.make(row.pk)

    html = client.get(PAGE).text
    assert "Download (" in html
    assert "Kept until" in html
    assert 'data-busy="no"' in html
    answer = client.get(f"{PAGE}{row.pk}/file/")
    assert answer["Cache-Control"] == "private, no-store"
    assert 'filename="sponsor-2026-05.xlsx"' in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content).startswith(b"PK")


def test_who_asks_for_the_same_is_told_so(as_, staff):
    report(UserFactory(is_staff=True))

    html = as_(staff).post(f"{PAGE}ask/", ASKED, follow=True).text

    assert "asked for this report already" in html
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"first_month": "2026-06"}, "The last month lies before the first."),
        ({"last_month": "2999-01"}, "months to come"),
        ({"first_month": "May"}, "Write year and month, such as 2026-05."),
        ({"what": "national-pdf"}, "not one of the available choices"),
        ({"first_month": ""}, "This field is required."),
    ],
)
def test_what_makes_no_sense_is_said_in_words(as_, staff, change, said):
    html = as_(staff).post(f"{PAGE}ask/", ASKED | change).text

    assert said in html
    assert not Report.objects.exists()


def test_how_far_it_is_can_be_seen_without_a_script(as_, staff):
    row = report(staff, percent=40)

    html = as_(staff).get(f"{PAGE}{row.pk}/").text

    assert "40 % done" in html
    assert "Look again" in html


def test_a_failed_report_can_be_tried_again(as_, staff):
    row = report(staff, failed_at=timezone.now())
    assert "could not be made" in as_(staff).get(PAGE).text

    html = as_(staff).post(f"{PAGE}{row.pk}/again/", follow=True).text

    assert "is being made again" in html
    assert "already" in as_(staff).post(f"{PAGE}{row.pk}/again/", follow=True).text


def test_a_lost_file_is_said_to_be_lost(as_, staff):
    row = made(staff)
    row.file.storage.delete(row.file.name)

    html = as_(staff).get(f"{PAGE}{row.pk}/file/", follow=True).text

    assert "is lost" in html
    assert "Try again" in html
    assert as_(staff).get(f"{PAGE}{row.pk}/file/").status_code == 404


def test_a_file_that_is_not_made_yet_is_nowhere(as_, staff):
    assert as_(staff).get(f"{PAGE}{report(staff).pk}/file/").status_code == 404


@pytest.mark.parametrize("who", ["participant", "coordinator", "romanian_coordinator", "stranger"])
def test_everybody_else_finds_nothing(as_, who, staff, request):
    row = made(staff)
    client = as_(request.getfixturevalue(who))

    for path in (PAGE, f"{PAGE}{row.pk}/", f"{PAGE}{row.pk}/file/"):
        assert client.get(path).status_code == 404
    for path in (f"{PAGE}ask/", f"{PAGE}{row.pk}/again/"):
        assert client.post(path, ASKED).status_code == 404
    assert Report.objects.count() == 1


def test_nobody_gets_in_without_logging_in(client, db):
    for path in (PAGE, f"{PAGE}1/", f"{PAGE}1/file/"):
        assert client.get(path).status_code == 302


def test_deeds_are_only_done_by_post(as_, staff):
    row = report(staff, failed_at=timezone.now())

    assert as_(staff).get(f"{PAGE}ask/").status_code == 405
    assert as_(staff).get(f"{PAGE}{row.pk}/again/").status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_as_many_queries_for_few_as_for_many(as_, staff, rows, django_assert_num_queries):
    for number in range(rows):
        by = UserFactory(is_staff=True)
        report(by, failed_at=timezone.now(), asked_at=timezone.now() - timedelta(hours=number))
    client = as_(staff)
    client.get(PAGE)

    with django_assert_num_queries(4):
        client.get(PAGE)
