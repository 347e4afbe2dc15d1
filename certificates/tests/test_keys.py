"""The keys that sign: made, opened, rotated, lost, and kept for good."""

from datetime import timedelta
from io import StringIO
from threading import Barrier, Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from certificates import keys
from certificates.keys import making
from certificates.models import Purpose, SigningKey

pytestmark = pytest.mark.django_db


def make_keys(**options):
    said, complained = StringIO(), StringIO()
    call_command("make_keys", stdout=said, stderr=complained, **options)
    return said.getvalue(), complained.getvalue()


@pytest.fixture
def institution(monkeypatch):
    """Makes keys that an institution could have, quickly."""
    monkeypatch.setattr(making, "RSA_BITS", 2048)
    return lambda: keys.opened(making.new_row(Purpose.DOCUMENT), Purpose.DOCUMENT)


def files_of(key, folder):
    """The PEM files of one of our own keys, as an institution would bring its own."""
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(key.certificate.public_bytes(Encoding.PEM))
    private.write_bytes(key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return {"certificate": str(certificate), "key": str(private)}


@pytest.mark.parametrize(
    ("purpose", "kind"),
    [
        (Purpose.DOCUMENT, rsa.RSAPrivateKey),
        (Purpose.BADGE_JWT, ec.EllipticCurvePrivateKey),
        (Purpose.BADGE_PROOF, ed25519.Ed25519PrivateKey),
    ],
)
def test_there_is_one_key_for_each_purpose(purpose, kind):
    key = keys.active(purpose)

    assert isinstance(key.private, kind)
    assert key.row.purpose == purpose
    assert key.row.public_jwk == making.public_jwk(key.private.public_key())


def test_the_private_part_is_sealed_in_the_database():
    for row in SigningKey.objects.all():
        private = keys.active(row.purpose).private
        content = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

        assert content not in bytes(row.sealed)
        assert "d" not in row.public_jwk


def test_a_key_is_opened_once_and_then_costs_one_query(django_assert_num_queries):
    first = keys.active(Purpose.DOCUMENT)

    with django_assert_num_queries(1):
        again = keys.active(Purpose.DOCUMENT)

    assert again.private is first.private
    assert again.certificate is first.certificate


def test_the_certificate_of_documents_is_one_to_sign_documents_with():
    key = keys.active(Purpose.DOCUMENT)
    usage = key.certificate.extensions.get_extension_for_class(x509.KeyUsage).value

    assert key.private.key_size == 3072
    assert key.certificate.public_key() == key.private.public_key()
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    key.certificate.verify_directly_issued_by(key.certificate)


def test_it_is_valid_a_day_before_it_was_made_since_clocks_are_set_back():
    key = keys.active(Purpose.DOCUMENT)

    assert key.certificate.not_valid_before_utc <= key.row.made_at - timedelta(days=1) + timedelta(minutes=1)
    assert key.certificate.not_valid_after_utc > timezone.now() + timedelta(days=3600)


def test_a_clock_set_back_for_a_year_still_signs(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda now=timezone.now: now() - timedelta(days=365))

    assert keys.active(Purpose.DOCUMENT)


def test_a_certificate_that_has_run_out_signs_nothing(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda now=timezone.now: now() + timedelta(days=3700))

    with pytest.raises(keys.KeyLost, match="run out"):
        keys.active(Purpose.DOCUMENT)
    assert keys.active(Purpose.BADGE_JWT)


def test_without_a_key_it_says_what_to_do(keys_gone):
    with pytest.raises(keys.KeyLost, match=r"manage\.py make_keys"):
        keys.active(Purpose.BADGE_JWT)
    assert len(keys.troubles()) == 3


def test_under_another_secret_key_it_says_so_and_logs_it(keys_lost, caplog):
    with pytest.raises(keys.KeyLost, match="SECRET_KEY_FALLBACKS"):
        keys.active(Purpose.DOCUMENT)
    assert "No key for document" in caplog.text


def test_a_key_sealed_with_an_earlier_secret_key_opens(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the next one", [settings.SECRET_KEY]

    assert keys.active(Purpose.DOCUMENT)
    assert keys.troubles() == []


def test_making_what_is_missing_again_makes_nothing():
    before = set(SigningKey.objects.values_list("kid", flat=True))

    said, complained = make_keys()

    assert set(SigningKey.objects.values_list("kid", flat=True)) == before
    assert said.count("in use") == 3
    assert complained == ""


def test_what_is_missing_is_made_and_noted_in_the_trail(keys_gone):
    make_keys()

    assert SigningKey.objects.filter(retired_at=None).count() == 3
    assert AuditEntry.objects.filter(action="signing_key.made").count() == 3


def test_a_rotated_key_makes_place_and_stays(staff):
    old = keys.active(Purpose.BADGE_PROOF)

    make_keys(rotate="badge_proof", by=staff.email)

    assert keys.active(Purpose.BADGE_PROOF).kid != old.kid
    old.row.refresh_from_db()
    assert old.row.retired_at
    assert old.row.leaked_at is None
    assert keys.standing_of(old.row) == keys.Standing.RETIRED
    assert AuditEntry.objects.get(action="signing_key.retired").actor_id == staff.pk


def test_a_leaked_key_signs_no_more_and_is_marked():
    old = keys.active(Purpose.BADGE_JWT)

    make_keys(leaked=old.kid)

    assert keys.active(Purpose.BADGE_JWT).kid != old.kid
    old.row.refresh_from_db()
    assert keys.standing_of(old.row) == keys.Standing.LEAKED


def test_a_retired_key_may_turn_out_to_have_leaked():
    old = keys.active(Purpose.BADGE_JWT)
    present = keys.rotate(Purpose.BADGE_JWT)

    keys.distrust(old.kid)

    assert keys.active(Purpose.BADGE_JWT).kid == present.kid
    with pytest.raises(ValidationError):
        keys.distrust(old.kid)


def test_an_institution_brings_its_own_certificate(tmp_path, institution):
    own = institution()

    make_keys(**files_of(own, tmp_path))

    key = keys.active(Purpose.DOCUMENT)
    assert key.certificate == own.certificate
    signature = key.private.sign(b"text", padding.PKCS1v15(), hashes.SHA256())
    own.certificate.public_key().verify(signature, b"text", padding.PKCS1v15(), hashes.SHA256())


def test_its_chain_comes_along(tmp_path, institution):
    own, issuer = institution(), institution()
    files = files_of(own, tmp_path)
    with open(files["certificate"], "ab") as file:
        file.write(issuer.certificate.public_bytes(Encoding.PEM))

    make_keys(**files)

    assert keys.active(Purpose.DOCUMENT).chain == (issuer.certificate,)


def test_files_that_do_not_belong_together_are_refused(tmp_path, institution):
    own, other = institution(), institution()
    (tmp_path / "other").mkdir()
    files = files_of(own, tmp_path) | {"key": files_of(other, tmp_path / "other")["key"]}

    with pytest.raises(CommandError, match="not that of this key"):
        make_keys(**files)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"certificate": "certificate.pem"}, "belong together"),
        ({"certificate": "/nowhere.pem", "key": "/nowhere.pem"}, "No such file"),
        ({"certificate": __file__, "key": __file__}, "no PEM files"),
        ({"rotate": "document", "by": "nobody@example.org"}, "no account"),
        ({"leaked": "unheard-of"}, "no key with this name"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(options, message):
    before = list(SigningKey.objects.values_list("kid", "retired_at"))

    with pytest.raises(CommandError, match=message):
        make_keys(**options)
    assert list(SigningKey.objects.values_list("kid", "retired_at")) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.delete(),
        lambda row: SigningKey.objects.filter(pk=row.pk).update(sealed=b"other"),
        lambda row: SigningKey.objects.filter(pk=row.pk).update(public_jwk={}),
        lambda row: SigningKey.objects.filter(pk=row.pk).update(leaked_at=timezone.now()),
        lambda row: SigningKey.objects.create(kid="second", purpose=row.purpose, public_jwk={}, sealed=b""),
    ],
)
def test_the_database_refuses_to_lose_a_key(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change(keys.active(Purpose.DOCUMENT).row)


def test_the_database_refuses_to_use_a_retired_key_again():
    old = keys.active(Purpose.BADGE_JWT).row
    keys.rotate(Purpose.BADGE_JWT)

    with pytest.raises(IntegrityError), transaction.atomic():
        SigningKey.objects.filter(pk=old.pk).update(retired_at=None)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_rotate_at_once_the_second_is_told():
    together, told = Barrier(2), []

    def rotate():
        row = making.new_row(Purpose.BADGE_JWT)
        together.wait()
        try:
            making._take_the_place(row, by=None)
        except ValidationError as error:
            told.extend(error.messages)
        finally:
            connection.close()

    threads = [Thread(target=rotate) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    # One after the other, both are right; at the same moment, the second hears of it.
    assert SigningKey.objects.filter(purpose=Purpose.BADGE_JWT, retired_at=None).count() == 1
    assert SigningKey.objects.filter(purpose=Purpose.BADGE_JWT).count() == 3 - len(told)


def test_staff_see_how_keys_stand_and_no_private_part(as_, staff):
    page = as_(staff).get(reverse("admin:certificates_signingkey_changelist"))
    row = SigningKey.objects.first()
    detail = as_(staff).get(reverse("admin:certificates_signingkey_change", args=[row.pk]))

    assert page.status_code == detail.status_code == 200
    assert "in use" in page.content.decode()
    assert bytes(row.sealed).decode() not in detail.content.decode()
    assert "sealed" not in detail.content.decode()


def test_staff_see_what_is_wrong_with_a_key(as_, staff, keys_lost):
    page = as_(staff).get(reverse("admin:certificates_signingkey_changelist")).content.decode()

    assert "sealed with another SECRET_KEY" in page
    assert "cannot sign" in page


def test_staff_see_it_on_the_list_of_certificates_too(as_, staff, keys_lost):
    page = as_(staff).get(reverse("admin:certificates_certificate_changelist")).content.decode()

    assert "sealed with another SECRET_KEY" in page


def test_nobody_changes_keys_in_the_admin(as_, staff):
    row = SigningKey.objects.first()
    client = as_(staff)

    assert client.get(reverse("admin:certificates_signingkey_add")).status_code == 403
    assert client.post(reverse("admin:certificates_signingkey_delete", args=[row.pk])).status_code == 403
    assert client.post(reverse("admin:certificates_signingkey_change", args=[row.pk]), {}).status_code == 403
