import pytest
from django.urls import reverse

from certificates.tests.factories import CertificateFactory

pytestmark = pytest.mark.django_db
LIST = "admin:certificates_certificate_changelist"


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_queries_whatever_its_length(as_, staff, count, django_assert_max_num_queries):
    CertificateFactory.create_batch(count)
    client = as_(staff)

    with django_assert_max_num_queries(10):
        response = client.get(reverse(LIST))

    assert len(response.context["cl"].result_list) == count


def test_names_are_found_without_their_accents(as_, staff):
    certificate = CertificateFactory(holder_name="Ștefănescu Łukasz")
    CertificateFactory()

    response = as_(staff).get(reverse(LIST), {"q": "stefanescu lukasz"})

    assert list(response.context["cl"].result_list) == [certificate]


def test_staff_revoke_with_a_reason_on_a_page_of_its_own(as_, staff):
    certificate = CertificateFactory()
    client = as_(staff)
    page = reverse("admin:certificates_certificate_revoke", args=[certificate.pk])
    detail = reverse("admin:certificates_certificate_change", args=[certificate.pk])

    assert page in client.get(detail).content.decode()
    assert client.get(page).status_code == 200
    assert client.post(page, {"reason": ""}).status_code == 200
    assert client.post(page, {"reason": "Issued twice."}).url == detail

    certificate.refresh_from_db()
    assert certificate.revocation_reason == "Issued twice."
    assert page not in client.get(detail).content.decode()
    assert "revoked already" in client.post(page, {"reason": "Again."}).content.decode()


def test_nothing_is_edited_added_or_deleted(as_, staff):
    certificate = CertificateFactory()
    client = as_(staff)

    for name, args in (("add", []), ("delete", [certificate.pk])):
        assert client.get(reverse(f"admin:certificates_certificate_{name}", args=args)).status_code == 403
    change = reverse("admin:certificates_certificate_change", args=[certificate.pk])
    assert client.post(change, {"title": "Other"}).status_code == 403


def test_strangers_revoke_nothing(as_, stranger, coordinator):
    certificate = CertificateFactory()
    page = reverse("admin:certificates_certificate_revoke", args=[certificate.pk])

    for person in (stranger, coordinator):
        assert as_(person).post(page, {"reason": "Mine."}).status_code in (302, 403, 404)

    certificate.refresh_from_db()
    assert certificate.revoked_at is None
