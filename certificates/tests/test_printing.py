import io
import threading
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connections, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from certificates import actions, keys, tasks
from certificates.credit import stating
from certificates.document import printing, rendering, signing
from certificates.facts import CreditLine, Facts
from certificates.models import Accreditation, Accreditor, Certificate, Mark, Purpose, Rendition
from certificates.tests.factories import CertificateFactory
from mailing.models import Message

TODAY = timezone.now().date()


def pdf_of(certificate, language=None):
    address = reverse("certificates:pdf", args=[certificate.number])
    return f"{address}?language={language}" if language else address


def accreditation(**facts):
    accreditor = Accreditor.objects.create(
        name="Council", short_name="C", unit="credits", wording_applied="-", wording_granted="Granted."
    )
    accreditor.mark.save("mark.png", ContentFile(png("navy")))
    granted = {
        "state": "granted",
        "number": "LEE-1",
        "decided_on": TODAY,
        "valid_from": TODAY,
        "valid_until": TODAY + timedelta(days=30),
    }
    return Accreditation.objects.create(accreditor=accreditor, title="Event", **granted | facts)


def png(colour):
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(picture, "PNG")
    return picture.getvalue()


def with_credits(accreditation):
    certificate = CertificateFactory()
    line = CreditLine(accreditation=accreditation.pk, amount=575, minutes=345, earned_on=TODAY)
    certificate.award.facts = Facts(title="T", credits=(line,)).as_json()
    stating.state_credits([certificate])
    return certificate


def test_what_is_made_is_signed_and_says_with_which_key(db):
    made = printing.make(CertificateFactory().pk)

    assert made.key == keys.active(Purpose.DOCUMENT).row
    with made.file.open() as file:
        pdf = file.read()
    assert b"/ETSI.CAdES.detached" in pdf
    assert made.sha256 == sha256(pdf).hexdigest()


def test_years_later_it_would_have_the_same_bytes_though_the_accreditor_has_another_mark(db):
    granted = accreditation()
    certificate = with_credits(granted)
    made = printing.make(certificate.pk)

    granted.accreditor.mark.save("mark.png", ContentFile(png("green")))
    keys.rotate(Purpose.DOCUMENT)

    row = Certificate.objects.get(pk=certificate.pk)
    pdf = signing.sign(rendering.pdf(row), at=row.issued_at, key=keys.opened(made.key, Purpose.DOCUMENT))
    assert sha256(pdf).hexdigest() == made.sha256


def test_a_mark_is_kept_once_and_never_changed(db):
    granted = accreditation()
    first, second = with_credits(granted), with_credits(granted)

    mark = Mark.objects.get()
    assert {first.credits.get().mark, second.credits.get().mark} == {mark}
    with pytest.raises(IntegrityError, match="neither changed nor deleted"), transaction.atomic():
        Mark.objects.update(png=b"")


def test_a_mark_is_printed_only_where_the_accreditation_is_granted(db):
    applied = accreditation(state="applied", applied_on=TODAY)

    assert with_credits(applied).credits.get().mark is None


def test_a_mark_that_is_away_or_no_picture_does_not_hold_up_the_certificate(db, caplog):
    granted = accreditation()
    granted.accreditor.mark.save("mark.png", ContentFile(b"<svg onload='alert(1)'/>"))
    assert with_credits(granted).credits.get().mark is None

    granted.accreditor.mark.storage.delete(granted.accreditor.mark.name)
    assert with_credits(granted).credits.get().mark is None
    assert caplog.text.count("cannot be read") >= 2


@pytest.mark.parametrize("loss", ["keys_gone", "keys_lost"])
def test_without_a_key_the_certificate_waits_and_nothing_unsigned_goes_out(db, request, loss):
    certificate = CertificateFactory()
    request.getfixturevalue(loss)

    tasks.render(certificate.pk)

    assert not Rendition.objects.exists()
    assert not Message.objects.exists()
    assert certificate in Certificate.objects.to_render()
    with pytest.raises(keys.KeyLost):
        printing.make(certificate.pk)


def test_when_there_is_a_key_again_what_waited_is_made(keys_gone, monkeypatch):
    certificate = CertificateFactory()
    asked = []
    monkeypatch.setattr(tasks.render_some, "delay", asked.extend)
    tasks.render_waiting()
    assert asked == []

    keys.make_missing()
    tasks.render_waiting()

    assert asked == [certificate.pk]
    tasks.render(certificate.pk)
    assert Message.objects.get().kind == "certificates/ready"


def test_a_file_of_a_run_that_died_is_taken_if_it_is_the_same_and_else_made_anew(db):
    died = CertificateFactory()
    with transaction.atomic():
        first = printing.make(died.pk)
        transaction.set_rollback(True)
    assert first.file.storage.exists(first.file.name)
    keys.rotate(Purpose.DOCUMENT)

    made = printing.make(died.pk)

    assert made.file.name == first.file.name
    with made.file.open() as file:
        assert sha256(file.read()).hexdigest() == made.sha256 != first.sha256


def test_another_language_is_made_when_somebody_asks_for_it_for_the_first_time(as_, participant):
    certificate = CertificateFactory(holder=participant)
    tasks.render(certificate.pk)
    messages = Message.objects.count()

    for _ in range(2):
        response = as_(participant).get(pdf_of(certificate, "pl"))
        assert response["Content-Disposition"] == f'attachment; filename="{certificate.number}-pl.pdf"'
        assert b"".join(response.streaming_content).startswith(b"%PDF-")

    assert certificate.renditions.get(language="pl").key
    assert Message.objects.count() == messages


@pytest.mark.parametrize("language", ["de", "", "EN", "../en", "pl\x00"])
def test_a_language_that_there_is_not_is_not_found(as_, participant, language):
    certificate = CertificateFactory(holder=participant)
    tasks.render(certificate.pk)

    response = as_(participant).get(
        reverse("certificates:pdf", args=[certificate.number]), {"language": language}
    )

    assert response.status_code == 404


def test_before_the_english_one_there_is_no_other(as_, participant):
    certificate = CertificateFactory(holder=participant)

    response = as_(participant).get(pdf_of(certificate, "pl"))

    assert "is being made" in response.content.decode()
    assert not Rendition.objects.exists()


def test_another_language_waits_for_a_key_too(as_, participant, request):
    certificate = CertificateFactory(holder=participant)
    tasks.render(certificate.pk)
    request.getfixturevalue("keys_gone")

    assert "is being made" in as_(participant).get(pdf_of(certificate, "pl")).content.decode()
    assert as_(participant).get(pdf_of(certificate)).status_code == 200


def test_a_stranger_makes_no_file(as_, stranger, participant):
    certificate = CertificateFactory(holder=participant)
    tasks.render(certificate.pk)

    assert as_(stranger).get(pdf_of(certificate, "pl")).status_code == 404
    assert Rendition.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_two_who_ask_for_a_language_at_once_get_the_same_file():
    certificate = CertificateFactory()
    printing.make(certificate.pk)
    barrier, made = threading.Barrier(2), []

    def work():
        barrier.wait()
        made.append(printing.make(certificate.pk, "sv").sha256)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 2
    assert len(set(made)) == 1
    assert certificate.renditions.filter(language="sv").count() == 1


def test_what_was_replaced_is_no_longer_given_out_and_leads_to_what_took_its_place(as_, participant, staff):
    first = CertificateFactory(holder=participant)
    tasks.render(first.pk)
    second = actions.replace(certificate=first, by=staff, reason="Wrong day.")

    response = as_(participant).get(pdf_of(first))

    assert response.status_code == 410
    assert pdf_of(second) in response.content.decode()
    assert as_(participant).get(pdf_of(first, "pl")).status_code == 410
    assert first.renditions.count() == 1


def test_what_was_revoked_is_no_longer_given_out_and_says_why(as_, participant, staff):
    certificate = CertificateFactory(holder=participant)
    tasks.render(certificate.pk)
    actions.revoke(certificate=certificate, by=staff, reason="Issued to somebody else.")

    response = as_(participant).get(pdf_of(certificate))

    assert response.status_code == 410
    assert "Issued to somebody else." in response.content.decode()


def test_staff_still_see_what_was_given_out_but_no_new_file_is_made(as_, participant, staff):
    certificate = CertificateFactory(holder=participant)
    tasks.render(certificate.pk)
    actions.revoke(certificate=certificate, by=staff, reason="Issued to somebody else.")

    assert as_(staff).get(pdf_of(certificate))["Content-Type"] == "application/pdf"
    assert as_(staff).get(pdf_of(certificate, "pl")).status_code == 410
