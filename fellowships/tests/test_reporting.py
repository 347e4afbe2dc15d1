"""After a stay: the report, the host's word, and the certificate that rests on both."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from certificates.models import Award, Kind
from fellowships import actions, tasks
from fellowships.models import CallRole, PlacementState, Report, ReportState, Role
from fellowships.tests.factories import CentreMemberFactory
from fellowships.tests.staying import report_of, stay, visit
from mailing.models import Message
from mailing.rendering import render

pytestmark = pytest.mark.django_db
WRITTEN = {
    "seen": "Two rounds a day with the infectious diseases team.",
    "learned": "How to dose beta-lactams with drug monitoring.",
    "changes": "A weekly antibiotic round, counted for three months.",
    "rating": 5,
    "for_next": "Bring shoes for the theatre.",
    "may_be_quoted": True,
}


@pytest.fixture
def placement():
    return stay()


@pytest.fixture
def report(placement):
    return report_of(placement)


@pytest.fixture
def host(placement):
    return CentreMemberFactory(centre=placement.centre).user


@pytest.fixture
def chair(placement):
    return CallRole.objects.create(call=placement.call, user=UserFactory(), role=Role.CHAIR).user


def url(name, placement):
    return reverse(f"fellowships:{name}", args=[placement.token])


def handed_in(report):
    return actions.submit_report(report=report, content=WRITTEN)


def kinds():
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def test_a_report_is_saved_as_it_is_and_handed_in_when_it_is_whole(as_, placement, report):
    me = as_(placement.person)

    me.post(url("report", placement), {"seen": "Rounds."})
    report.refresh_from_db()
    assert (report.state, report.seen) == (ReportState.DUE, "Rounds.")

    page = me.post(url("report", placement), {"seen": "Rounds.", "submit": "1"}).content.decode()
    assert "Write a few sentences." in page
    assert "Choose one of the five." in page

    me.post(url("report", placement), WRITTEN | {"submit": "1"})
    report.refresh_from_db()
    assert (report.state, report.rating, report.may_be_quoted) == (ReportState.SUBMITTED, 5, True)


def test_what_was_handed_in_is_not_changed_in_another_window(report):
    handed_in(report)

    with pytest.raises(ValidationError, match="handed in already"):
        actions.save_report(report=report, content=WRITTEN)
    with pytest.raises(ValidationError, match="settled meanwhile"):
        handed_in(report)


def test_report_and_attestation_together_earn_the_certificate(placement, report, host, chair):
    handed_in(report)
    actions.accept_report(report=report, by=chair)
    assert not Award.objects.exists()

    actions.attest(placement=placement, by=host, days_present=5, hours=40)

    award = Award.objects.get()
    assert (award.kind, award.holder, award.source) == (
        Kind.FELLOWSHIP,
        placement.person,
        f"fellowship:{placement.pk}",
    )
    assert award.facts["minutes"] == 2400
    assert award.facts["role"] == "Fellow"
    assert placement.centre.city in award.facts["place"]


def test_the_other_way_round_it_is_earned_too(placement, report, host, chair):
    actions.attest(placement=placement, by=host, days_present=5, hours=40)
    handed_in(report)
    assert not Award.objects.exists()

    actions.accept_report(report=report, by=chair)

    assert Award.objects.count() == 1


def test_an_expert_who_visited_gets_one_too(staff):
    placement = visit()
    report = report_of(placement)
    handed_in(report)
    actions.accept_report(report=report, by=staff)

    actions.attest(placement=placement, by=staff, days_present=2, hours=12)

    assert Award.objects.get().facts["role"] == "Visiting expert"


def test_a_report_sent_back_comes_with_its_reason_and_can_be_handed_in_again(placement, report, chair):
    handed_in(report)

    actions.return_report(report=report, by=chair, because="Please say what you will count.")

    mail = render(Message.objects.get(kind="fellowships/report_returned"))
    assert "Please say what you will count." in mail.body
    report.refresh_from_db()
    assert report.state == ReportState.RETURNED
    assert handed_in(report).returned_because == ""


def test_a_report_is_not_sent_back_without_words(report, chair):
    handed_in(report)

    with pytest.raises(ValidationError, match="Say what is to be changed"):
        actions.return_report(report=report, by=chair, because="  ")


def test_of_two_who_decide_the_second_is_told(report, chair, staff):
    handed_in(report)
    actions.accept_report(report=report, by=chair)

    with pytest.raises(ValidationError, match="settled meanwhile"):
        actions.return_report(report=report, by=staff, because="No.")

    assert kinds() == ["fellowships/report_accepted"]


def test_nobody_decides_about_the_own_report_or_attests_the_own_stay(report, placement):
    CallRole.objects.create(call=placement.call, user=placement.person, role=Role.CHAIR)
    handed_in(report)

    with pytest.raises(ValidationError, match="own report"):
        actions.accept_report(report=report, by=placement.person)
    with pytest.raises(ValidationError, match="own stay"):
        actions.attest(placement=placement, by=placement.person, days_present=5, hours=40)


def test_more_days_than_the_stay_had_are_refused(placement, host):
    with pytest.raises(ValidationError, match="had 5 days"):
        actions.attest(placement=placement, by=host, days_present=6, hours=40)


def test_a_stay_that_is_not_over_is_not_attested(host):
    placement = stay(state=PlacementState.CONFIRMED)

    with pytest.raises(ValidationError, match="when it is over"):
        actions.attest(placement=placement, by=host, days_present=1, hours=8)


def test_who_may_see_what(as_, placement, report, host, chair, stranger, staff, coordinator):
    others = {"stranger": stranger, "coordinator": coordinator, "host": host}
    for name in others:
        assert as_(others[name]).get(url("report", placement)).status_code == 404, name
    assert (
        as_(chair).get(url("report", placement)).status_code == 404
    )  # not handed in: a draft is the visitor's

    handed_in(report)

    for person in (chair, staff, placement.person):
        assert as_(person).get(url("report", placement)).status_code == 200
    for name in others:
        assert as_(others[name]).get(url("report", placement)).status_code == 404, name
    for person, status in (
        (host, 200),
        (chair, 200),
        (stranger, 404),
        (coordinator, 404),
        (placement.person, 404),
    ):
        assert as_(person).get(url("attest", placement)).status_code == status


def test_only_the_board_decides(as_, placement, report, host, stranger, chair):
    handed_in(report)
    for person in (host, stranger, placement.person):
        as_(person).post(url("accept_report", placement))
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED

    as_(chair).post(url("accept_report", placement))

    report.refresh_from_db()
    assert report.state == ReportState.ACCEPTED
    assert AuditEntry.objects.about(report).filter(actor_id=chair.pk).exists()


def test_who_is_done_is_asked_for_a_report_within_the_days_of_the_call(placement):
    placement.call.report_days = 14
    placement.call.save()

    report = actions.ask_for_report(placement)
    actions.ask_for_report(placement)

    assert report.due_on == placement.last_day + timedelta(days=14)
    assert kinds() == ["fellowships/report_due"]


@pytest.mark.parametrize(
    ("days_left", "occasions"), [(8, []), (7, [-7]), (3, [-7]), (0, [0]), (-10, [7]), (-34, [28]), (-36, [])]
)
def test_the_latest_reminder_that_is_due_is_sent_once(placement, days_left, occasions):
    report_of(placement, due_on=timezone.localdate() + timedelta(days=days_left))

    tasks.remind_of_reports()
    tasks.remind_of_reports()

    keys = list(Message.objects.values_list("key", flat=True))
    assert [int(key.split("/")[2]) for key in keys] == occasions


def test_who_has_handed_in_is_not_reminded(placement):
    handed_in(report_of(placement, due_on=timezone.localdate()))

    tasks.remind_of_reports()

    assert kinds() == []


def test_the_mails_say_by_when_and_where(placement):
    report = actions.ask_for_report(placement)
    report.due_on = timezone.localdate()
    report.save()
    tasks.remind_of_reports()

    for message in Message.objects.all():
        assert url("report", placement) in render(message).body


@pytest.mark.parametrize("count", [1, 3])
def test_the_boards_page_asks_the_same_however_many_there_are(
    as_, placement, chair, count, django_assert_num_queries
):
    for one in (placement, *(stay(placement.call) for _number in range(count - 1))):
        handed_in(report_of(one))
    client = as_(chair)
    address = reverse("fellowships:reports", args=[placement.call.slug])
    client.get(address)

    with django_assert_num_queries(REPORTS_PAGE):
        page = client.get(address).content.decode()

    assert page.count("A weekly antibiotic round") == count


REPORTS_PAGE = 4


def test_a_rating_out_of_five_is_all_the_database_takes(report):
    with pytest.raises(Exception, match="fellowships_report_rating"), connection.cursor() as cursor:
        cursor.execute("UPDATE fellowships_report SET rating = 6 WHERE id = %s", [report.pk])


def test_a_report_without_words_is_never_handed_in(report):
    with pytest.raises(Exception, match="fellowships_report_handed_in_is_whole"):
        Report.objects.filter(pk=report.pk).update(state=ReportState.SUBMITTED)
