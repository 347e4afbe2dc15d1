"""The certificates of one country's people at an event as one zip: who gets it, and what is in it."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from certificates.actions import revoke
from certificates.document import printing
from certificates.models import Certificate
from certificates.tests.conftest import _files_of_this_test_only  # noqa: F401 (a fixture for all of them)
from hubs.models import Membership
from registrations import actions, archiving, tasks
from registrations.models import Attendance, CertificateArchive
from registrations.tests.certifying import issued_for
from registrations.tests.factories import EventFactory, RegistrationFactory, SessionFactory
from registrations.tests.test_race import at_once

PAGE = "/events/day/certificates/zip/"


@pytest.fixture
def event(db):
    yesterday = timezone.now() - timedelta(days=1)
    return EventFactory(
        slug="day",
        starts_at=yesterday,
        certificates_released_at=timezone.now(),
        certificates_due_at=yesterday,
    )


@pytest.fixture
def holders(event, poland, romania):
    """Two Poles and a Romanian, each with a certificate and its PDF."""
    session = SessionFactory(event=event)
    people = [("Łukasz Żółć", "PL"), ("Zofia Jaś", "PL"), ("Ștefan Țăranu", "RO")]
    for name, home in people:
        registration = RegistrationFactory(event=event, user=UserFactory(name=name, country=home), home=home)
        Attendance.objects.create(session=session, registration=registration, minutes=60)
    issued_for(event)
    for certificate in Certificate.objects.all():
        printing.make(certificate.pk)
    return {row.holder_name: row for row in Certificate.objects.all()}


def made(event, country="PL", by=None):
    archive, _is_new = actions.ask_for_certificates(
        event=event, country=country, by=by or UserFactory(is_staff=True)
    )
    archiving.make(archive.pk)
    return CertificateArchive.objects.get(pk=archive.pk)


def packed(archive):
    with archive.file.open("rb") as file, zipfile.ZipFile(io.BytesIO(file.read())) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


# ---- What is in it ----------------------------------------------------------------------------------------------


def test_it_holds_the_own_countrys_certificates_by_number_and_name(event, holders):
    archive = made(event)

    files = packed(archive)
    number = holders["Łukasz Żółć"].number
    assert len(files) == 3
    with holders["Łukasz Żółć"].renditions.get().file.open("rb") as pdf:
        assert files[f"{number} Łukasz Żółć.pdf"] == pdf.read()
    assert not any("Țăranu" in name for name in files)
    rows = list(csv.reader(io.StringIO(files["certificates.csv"].decode("utf-8-sig"))))
    assert rows[1] == [number, "Łukasz Żółć", f"{number} Łukasz Żółć.pdf"]
    assert (archive.certificates, archive.missing) == (2, 0)


def test_staff_get_all_countries_in_one(event, holders):
    assert len(packed(made(event, country=""))) == 4


def test_a_pdf_that_is_not_made_yet_is_named_as_missing(event, holders):
    late = RegistrationFactory(event=event, user=UserFactory(name="Ewa", country="PL"), home="PL")
    Attendance.objects.create(session=event.sessions.get(), registration=late, minutes=30)
    issued_for(event)

    archive = made(event)

    assert (archive.certificates, archive.missing) == (2, 1)
    assert "Ewa,missing: not made yet" in packed(archive)["certificates.csv"].decode("utf-8-sig")


def test_who_closed_the_account_is_not_in_it(event, holders):
    accounts.erase(holders["Zofia Jaś"].holder)

    assert not any("Zofia" in name for name in packed(made(event)))


def test_a_revoked_certificate_is_not_in_it(event, holders, staff):
    revoke(certificate=holders["Zofia Jaś"], by=staff, reason="Was not there.")

    assert made(event).certificates == 1


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("../../etc/passwd", "etc passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ('con: <a|b>?*"\x00\n', "con a b"),
        ("‮fdp.exe", "fdp.exe"),
        ("... ", ""),
        ("محمد الأنصاري", "محمد الأنصاري"),
        ("Zo\u0301\u0142c", "Zółc"),
        ("=cmd|' /C calc'!A0", "=cmd ' C calc'!A0"),
    ],
)
def test_names_of_files_play_no_tricks(name, file):
    certificate = Certificate(number="SP-7K3M-9QXD-C", holder_name=name)

    assert archiving.file_name(certificate) == f"SP-7K3M-9QXD-C {file}".strip() + ".pdf"


def test_a_long_name_is_cut_between_letters():
    name = archiving.file_name(Certificate(number="SP-7K3M-9QXD-C", holder_name="ł" * 200))

    assert len(name.encode()) <= 255
    assert set(name.removeprefix("SP-7K3M-9QXD-C ").removesuffix(".pdf")) == {"ł"}


@pytest.mark.parametrize("extra", [0, 5])
def test_as_many_queries_for_few_as_for_many(event, holders, extra, django_assert_num_queries):
    for number in range(extra):
        registration = RegistrationFactory(
            event=event, user=UserFactory(name=f"P{number}", country="PL"), home="PL"
        )
        Attendance.objects.create(session=event.sessions.get(), registration=registration, minutes=60)
    issued_for(event)
    archive, _is_new = actions.ask_for_certificates(event=event, country="PL", by=UserFactory(is_staff=True))

    with django_assert_num_queries(7):
        archiving.make(archive.pk)


# ---- Who gets it ------------------------------------------------------------------------------------------------


def test_a_coordinator_asks_for_it_and_downloads_it(as_, coordinator, event, holders):
    html = as_(coordinator).get(PAGE).text
    assert "2 certificates" in html
    assert "Nobody has asked for one" in html

    answer = as_(coordinator).post(PAGE, {"country": "PL"}, follow=True)
    assert "is being made" in answer.text
    assert "Waiting for its turn" in answer.text
    archive = CertificateArchive.objects.get()
    archiving.make(archive.pk)

    html = as_(coordinator).get(PAGE).text
    assert "Download 2 certificates" in html
    answer = as_(coordinator).get(f"/certificate-zips/{archive.pk}.zip")
    assert answer.status_code == 200
    assert "certificates-day-pl-" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content).startswith(b"PK")
    trail = AuditEntry.objects.filter(action__startswith="certificate_zip").order_by("pk")
    assert [(row.action.split(".")[1], row.actor_id) for row in trail] == [
        ("asked", coordinator.pk),
        ("made", None),
        ("fetched", coordinator.pk),
    ]


def test_another_country_is_refused(as_, coordinator, romanian_coordinator, event, holders):
    assert as_(coordinator).post(PAGE, {"country": "RO"}).status_code == 404
    assert as_(coordinator).post(PAGE, {"country": ""}).status_code == 404
    assert as_(coordinator).post(PAGE, {"country": "\x00"}).status_code == 404

    archive = made(event)

    assert as_(romanian_coordinator).get(f"/certificate-zips/{archive.pk}.zip").status_code == 404
    assert "Poland" not in as_(romanian_coordinator).get(PAGE).text


def test_when_the_term_has_ended_nothing_is_there(as_, coordinator, event, holders):
    archive = made(event, by=coordinator)
    Membership.objects.update(
        starts_on=timezone.localdate() - timedelta(days=9), ends_on=timezone.localdate() - timedelta(days=1)
    )

    assert as_(coordinator).get(f"/certificate-zips/{archive.pk}.zip").status_code == 404
    assert as_(coordinator).get(PAGE).status_code == 404
    assert as_(coordinator).post(PAGE, {"country": "PL"}).status_code == 404


def test_strangers_and_holders_get_404(as_, stranger, event, holders):
    archive = made(event)

    for person in (stranger, holders["Zofia Jaś"].holder):
        assert as_(person).get(PAGE).status_code == 404
        assert as_(person).get(f"/certificate-zips/{archive.pk}.zip").status_code == 404


def test_a_visitor_is_asked_to_log_in(client, event, holders):
    assert "/accounts/login/" in client.get(PAGE)["Location"]
    assert "/accounts/login/" in client.get(f"/certificate-zips/{made(event).pk}.zip")["Location"]


def test_staff_choose_among_the_countries(as_, staff, event, holders):
    html = as_(staff).get(PAGE).text

    for words in ("All countries", "Poland", "Romania"):
        assert words in html
    assert as_(staff).post(PAGE, {"country": "RO"}, follow=True).status_code == 200
    assert CertificateArchive.objects.get().country == "RO"


def test_what_is_not_ready_cannot_be_downloaded(as_, staff, event, holders):
    archive, _is_new = actions.ask_for_certificates(event=event, country="PL", by=staff)

    assert as_(staff).get(f"/certificate-zips/{archive.pk}.zip").status_code == 404


def test_a_country_without_certificates_is_told_so(as_, coordinator, event):
    html = as_(coordinator).get(PAGE).text

    assert "holds a certificate of this event yet" in html
    with pytest.raises(ValidationError, match="No certificate"):
        actions.ask_for_certificates(event=event, country="PL", by=coordinator)


# ---- One at a time, for a week --------------------------------------------------------------------------------


def test_who_asks_second_gets_the_one_that_is_under_way(as_, coordinator, event, holders, staff):
    first, _is_new = actions.ask_for_certificates(event=event, country="PL", by=staff)

    answer = as_(coordinator).post(PAGE, {"country": "PL"}, follow=True)

    assert "Somebody has asked for this zip already" in answer.text
    assert list(CertificateArchive.objects.all()) == [first]


def test_the_database_refuses_a_second_under_way_and_a_ready_one_without_file(event, staff):
    facts = {"event": event, "country": "PL", "asked_by": staff}
    CertificateArchive.objects.create(**facts)

    with pytest.raises(IntegrityError, match="one_under_way"), transaction.atomic():
        CertificateArchive.objects.create(**facts)
    with pytest.raises(IntegrityError, match="ready_has_file"), transaction.atomic():
        CertificateArchive.objects.create(**facts, ready_at=timezone.now())


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_ten_who_ask_and_two_workers_make_one(event, holders):
    people = [UserFactory(is_staff=True) for _number in range(10)]

    answers = at_once(
        [lambda by=by: actions.ask_for_certificates(event=event, country="PL", by=by) for by in people],
        threads=10,
    )

    assert sorted(is_new for _archive, is_new in answers) == [False] * 9 + [True]
    archive = CertificateArchive.objects.get()
    at_once([lambda: archiving.make(archive.pk)] * 2, threads=2)
    assert AuditEntry.objects.filter(action="certificate_zip.made").count() == 1


def test_it_is_deleted_after_a_week_with_its_file(event, holders, django_capture_on_commit_callbacks):
    archive, fresh = made(event), made(event, country="RO")
    CertificateArchive.objects.filter(pk=archive.pk).update(
        ready_at=timezone.now() - timedelta(days=7, minutes=1)
    )
    storage = archive.file.storage

    with django_capture_on_commit_callbacks(execute=True):
        tasks.drop_old_archives()

    assert list(CertificateArchive.objects.all()) == [fresh]
    assert not storage.exists(archive.file.name)
    assert storage.exists(fresh.file.name)


def test_a_zip_that_holds_an_erased_persons_certificate_goes_at_once(
    event, holders, django_capture_on_commit_callbacks
):
    polish, romanian, everybody = made(event), made(event, country="RO"), made(event, country="")

    with django_capture_on_commit_callbacks(execute=True):
        accounts.erase(holders["Zofia Jaś"].holder)

    assert list(CertificateArchive.objects.all()) == [romanian]
    for gone in (polish, everybody):
        assert not gone.file.storage.exists(gone.file.name)


def test_a_message_that_was_lost_is_made_up_for(event, holders, staff):
    actions.ask_for_certificates(event=event, country="PL", by=staff)

    tasks.make_waiting_archives()

    # The task was sent; whoever takes it finds the row.
    archiving.make(CertificateArchive.objects.waiting().get().pk)
    assert CertificateArchive.objects.ready().count() == 1


@pytest.mark.parametrize("times", [1, 3])
def test_the_page_asks_as_often_for_one_zip_as_for_three(
    as_, staff, event, holders, times, django_assert_num_queries
):
    for country in ["PL", "RO", ""][:times]:
        made(event, country=country)
    browser = as_(staff)
    browser.get(PAGE)

    with django_assert_num_queries(5):
        browser.get(PAGE)
