"""The way of an accreditation, and the pages on which staff take it."""

import datetime
import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from accounts.models import AuditEntry
from certificates.actions import accrediting
from certificates.models import Accreditation, AccreditationState, Accreditor
from certificates.tests.factories import AccreditationFactory, AccreditorFactory, CreditFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 4, 1)
GRANT = {"number": "LEE-7", "valid_from": DAY, "valid_until": DAY + datetime.timedelta(days=60)}


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False


def url(page, *args, model="accreditation"):
    return reverse(f"admin:certificates_{model}_{page}", args=args)


def new(**facts):
    return AccreditationFactory(
        **{"state": AccreditationState.NONE, "number": "", "applied_on": None, "decided_on": None} | facts
    )


def text(response):
    return " ".join(response.content.decode().split())


# ---- Deeds ------------------------------------------------------------------------------------------------------


def test_it_is_applied_for_and_granted_each_on_a_day(staff):
    row = new()

    accrediting.apply(accreditation=row, on=DAY, by=staff)
    granted = accrediting.grant(accreditation=row, on=DAY, by=staff, **GRANT)

    assert granted.is_granted
    assert (granted.number, granted.applied_on, granted.decided_on) == ("LEE-7", DAY, DAY)
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "actor_id")) == [
        ("accreditation.applied", staff.pk),
        ("accreditation.granted", staff.pk),
    ]


def test_what_was_refused_can_be_applied_for_again(staff):
    row = AccreditationFactory(applied=True)

    accrediting.refuse(accreditation=row, on=DAY, by=staff)
    again = accrediting.apply(accreditation=row, on=DAY, by=staff)

    assert (again.state, again.decided_on) == ("applied", None)


@pytest.mark.parametrize(
    ("state", "deed"),
    [("none", "grant"), ("none", "refuse"), ("applied", "apply"), ("granted", "grant"), ("refused", "grant")],
)
def test_no_step_is_left_out_or_taken_twice(staff, state, deed):
    row = new() if state == "none" else AccreditationFactory(state=state)
    facts = GRANT if deed == "grant" else {}

    with pytest.raises(ValidationError, match="at present"):
        getattr(accrediting, deed)(accreditation=row, on=DAY, by=staff, **facts)

    row.refresh_from_db()
    assert row.state == state


def test_a_grant_needs_a_number_and_days_in_order(staff):
    row = AccreditationFactory(applied=True)

    for wrong in ({"number": " "}, {"valid_until": DAY - datetime.timedelta(days=1)}):
        with pytest.raises(ValidationError):
            accrediting.grant(accreditation=row, on=DAY, by=staff, **GRANT | wrong)

    row.refresh_from_db()
    assert row.is_applied_for


def test_what_certificates_state_is_not_changed_in_silence(staff):
    row = AccreditationFactory(number="LEE-1")
    CreditFactory(accreditation=row)
    row.number = "LEE-2"

    with pytest.raises(ValidationError, match="1 certificate states"):
        accrediting.amend(accreditation=row, fields=["number"], by=staff)
    with pytest.raises(ValidationError, match="1 certificate states"):
        accrediting.refuse(accreditation=row, on=DAY, by=staff)
    assert Accreditation.objects.get().number == "LEE-1"

    accrediting.amend(accreditation=row, fields=["number"], by=staff, understood=True)
    assert Accreditation.objects.get().number == "LEE-2"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_grant_at_once_the_second_is_told(staff):
    row = AccreditationFactory(applied=True)

    def grant(number):
        try:
            return accrediting.grant(accreditation=row, on=DAY, by=staff, **GRANT | {"number": number}).number
        except ValidationError as error:
            return error.code or error.error_list[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(grant, ["LEE-1", "LEE-2"]))

    assert sorted(answers)[1] == "state"
    assert Accreditation.objects.get().number in answers


# ---- Pages ------------------------------------------------------------------------------------------------------


def form(row, **changes):
    values = {
        "accreditor": row.accreditor_id,
        "title": row.title,
        "form": row.form,
        "number": row.number,
        "valid_from": row.valid_from or "",
        "valid_until": row.valid_until or "",
        "credits_per_hour": "1",
        "step": "0.25",
        "most_half_day": "",
        "most_day": "",
        "half_day_at": "13:00",
        "most": "",
    }
    return values | changes


def test_credits_are_typed_as_people_write_them(as_, staff):
    row = new()
    sent = form(row, credits_per_hour="1.5", step="0.5", most_half_day="3", most_day="6.25")

    assert as_(staff).post(url("change", row.pk), sent).status_code == 302

    row.refresh_from_db()
    figures = (row.credits_per_hour, row.step, row.most_half_day, row.most_day, row.most)
    assert figures == (150, 50, 300, 625, None)
    page = as_(staff).get(url("change", row.pk)).content.decode()
    assert 'value="1.5"' in page
    assert 'value="6.25"' in page


@pytest.mark.parametrize("wrong", [{"credits_per_hour": "0"}, {"step": "0.001"}, {"most": "-1"}])
def test_credits_that_cannot_be_are_refused(as_, staff, wrong):
    row = new()

    assert as_(staff).post(url("change", row.pk), form(row, **wrong)).status_code == 200

    row.refresh_from_db()
    assert (row.credits_per_hour, row.step, row.most) == (100, 25, None)


def test_staff_add_one_and_take_it_the_whole_way(as_, staff):
    admin = as_(staff)
    accreditor = AccreditorFactory()
    sent = form(AccreditationFactory.build(accreditor=accreditor, accreditor_id=accreditor.pk, number=""))
    assert admin.post(url("add"), sent).status_code == 302
    row = Accreditation.objects.get()
    assert row.state == "none"
    assert "Nothing: it may not even be hinted at." in text(admin.get(url("change", row.pk)))

    page = admin.get(url("deed", row.pk, "apply"))
    assert 'type="date"' in page.content.decode()
    admin.post(url("deed", row.pk, "apply"), {"on": "2026-01-10"})
    assert "An application has been made to Council of EACCME" in text(admin.get(url("change", row.pk)))

    days = {"valid_from": "2026-05-06", "valid_until": "2026-05-07"}
    admin.post(url("deed", row.pk, "grant"), {"on": "2026-02-20", "number": "LEE-7"} | days)
    row.refresh_from_db()
    assert row.is_granted
    assert "(number LEE-7) with 1 ECMEC®" in text(admin.get(url("change", row.pk)))
    assert row.history.count() == 3


def test_who_was_slower_is_told_on_the_page(as_, staff):
    row = AccreditationFactory()

    page = as_(staff).post(url("deed", row.pk, "apply"), {"on": "2026-01-10"})

    assert "It is “granted” at present" in text(page)


def test_a_granted_one_keeps_its_number_and_days(as_, staff):
    row = AccreditationFactory()

    page = as_(staff).post(url("change", row.pk), form(row, number="", valid_until=""))

    assert page.status_code == 200
    assert page.context["adminform"].form.errors.keys() == {"number", "valid_until"}


def test_staff_are_warned_how_many_certificates_state_it(as_, staff):
    row = AccreditationFactory(number="LEE-1")
    CreditFactory.create_batch(2, accreditation=row)
    admin = as_(staff)

    assert "2 certificates state credits under this accreditation." in text(admin.get(url("change", row.pk)))
    warned = admin.post(url("change", row.pk), form(row, number="LEE-2"))
    assert "understood" in warned.context["adminform"].form.errors
    assert "2 certificates state credits under this accreditation." in text(warned)
    assert Accreditation.objects.get().number == "LEE-1"

    admin.post(url("change", row.pk), form(row, number="LEE-2", understood="on"))
    assert Accreditation.objects.get().number == "LEE-2"


def test_a_grant_that_certificates_state_is_taken_back_with_open_eyes(as_, staff):
    row = AccreditationFactory()
    CreditFactory(accreditation=row)
    admin = as_(staff)

    assert "1 certificate states credits" in text(admin.get(url("deed", row.pk, "refuse")))
    admin.post(url("deed", row.pk, "refuse"), {"on": "2026-06-01"})
    assert Accreditation.objects.get().is_granted

    admin.post(url("deed", row.pk, "refuse"), {"on": "2026-06-01", "understood": "on"})
    assert Accreditation.objects.get().state == "refused"


def test_only_what_was_never_applied_for_can_be_deleted(as_, staff):
    admin = as_(staff)
    row = new()

    assert admin.post(url("delete", AccreditationFactory().pk), {"post": "yes"}).status_code == 403
    assert admin.post(url("delete", row.pk), {"post": "yes"}).status_code == 302
    assert Accreditation.objects.filter(pk=row.pk).count() == 0


def test_earlier_versions_are_only_read(as_, staff):
    row = AccreditationFactory()
    row.save()
    page = reverse("admin:certificates_accreditation_history", args=[row.pk])

    assert as_(staff).get(page).status_code == 200


@pytest.mark.parametrize("who", ["participant", "coordinator"])
def test_nobody_else_gets_there(as_, request, who):
    row = AccreditationFactory(applied=True)
    client = as_(request.getfixturevalue(who))

    for page in (url("changelist"), url("change", row.pk), url("deed", row.pk, "grant")):
        assert client.post(page, {}).status_code in (302, 403, 404)
    row.refresh_from_db()
    assert row.is_applied_for


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_queries_whatever_its_length(as_, staff, rows, django_assert_max_num_queries):
    AccreditationFactory.create_batch(rows)
    client = as_(staff)

    with django_assert_max_num_queries(10):
        assert client.get(url("changelist")).status_code == 200


# ---- Accreditors ------------------------------------------------------------------------------------------------


def picture(kind="PNG", **more):
    data = io.BytesIO()
    Image.new("RGB", (30, 20), "#5a2b8a").save(data, kind, **more)
    return data.getvalue()


def of_accreditor(**changes):
    return {
        "name": "Council",
        "short_name": "EACCME",
        "unit": "ECMEC®",
        "website": "",
        "wording_applied": "An application has been made to {accreditor} for {title}.",
        "wording_granted": "{title}: {credits} {unit} of {accreditor}, {number}.",
    } | changes


def test_a_wording_holds_only_what_can_be_filled(as_, staff):
    admin = as_(staff)
    page = url("add", model="accreditor")

    refused = admin.post(page, of_accreditor(wording_applied="{accreditor} will give {credits}."))
    assert "Nobody can fill {credits}. You may write: {accreditor}, {title}." in text(refused)

    assert admin.post(page, of_accreditor()).status_code == 302
    assert Accreditor.objects.get().history.count() == 1


def test_a_mark_is_drawn_anew_and_named_by_its_content(as_, staff, client):
    told = PngInfo()
    told.add_text("Comment", "from my camera")
    mark = SimpleUploadedFile("logo.png", picture(pnginfo=told), content_type="image/png")

    as_(staff).post(url("add", model="accreditor"), of_accreditor(mark=mark))

    accreditor = Accreditor.objects.get()
    assert len(accreditor.mark_sha256) == 64
    kept = accreditor.mark.read()
    assert kept.startswith(b"\x89PNG")
    assert b"camera" not in kept


@pytest.mark.parametrize("data", [b"<svg onload=alert(1)>", picture("JPEG"), b"\x89PNG\r\n\x1a\nbroken"])
def test_a_mark_is_a_png_by_its_bytes(as_, staff, data):
    mark = SimpleUploadedFile("logo.png", data, content_type="image/png")

    assert as_(staff).post(url("add", model="accreditor"), of_accreditor(mark=mark)).status_code == 200
    assert not Accreditor.objects.exists()


def test_nobody_sees_a_mark_before_something_is_granted(as_, staff, client):
    mark = SimpleUploadedFile("logo.png", picture(), content_type="image/png")
    as_(staff).post(url("add", model="accreditor"), of_accreditor(mark=mark))
    accreditor = Accreditor.objects.get()
    page = reverse("certificates:mark", args=[accreditor.mark_sha256])
    assert client.get(page).status_code == 200
    client.logout()

    row = AccreditationFactory(accreditor=accreditor, applied=True)
    assert client.get(page).status_code == 404

    accrediting.grant(accreditation=row, on=DAY, by=staff, **GRANT)
    answer = client.get(page)
    assert answer["Content-Type"] == "image/png"
    assert answer.getvalue().startswith(b"\x89PNG")
