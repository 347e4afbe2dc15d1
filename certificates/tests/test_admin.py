from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.tests.factories import UserFactory
from certificates import actions, comparing, tasks
from certificates.models import Award, Certificate, Policy
from certificates.tests.factories import FACTS, AwardFactory, CertificateFactory, CreditFactory

pytestmark = pytest.mark.django_db
LIST = "admin:certificates_certificate_changelist"
AWARDS = "admin:certificates_award_changelist"
MORE = FACTS.as_json() | {"minutes": 420}


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
    assert "Issue anew" in client.get(detail).content.decode()
    assert "has been revoked already" in client.post(page, {"reason": "Again."}).content.decode()


def test_nothing_is_edited_added_or_deleted(as_, staff):
    certificate = CertificateFactory()
    client = as_(staff)

    for name, args in (("add", []), ("delete", [certificate.pk])):
        assert client.get(reverse(f"admin:certificates_award_{name}", args=args)).status_code == 403
        assert client.get(reverse(f"admin:certificates_certificate_{name}", args=args)).status_code == 403
    change = reverse("admin:certificates_certificate_change", args=[certificate.pk])
    assert client.post(change, {"title": "Other"}).status_code == 403


@pytest.fixture
def lapsed():
    certificate = CertificateFactory()
    actions.withdraw(source=certificate.award.source, because="The attendance was corrected.")
    return certificate


def page_of(certificate, name):
    return reverse(f"admin:certificates_certificate_{name}", args=[certificate.pk])


def award_page_of(certificate, name="change"):
    return reverse(f"admin:certificates_award_{name}", args=[certificate.award_id])


def test_the_list_is_filtered_by_state(as_, staff):
    valid, revoked, replaced = CertificateFactory(), CertificateFactory(), CertificateFactory()
    actions.revoke(certificate=revoked, by=staff, reason="Issued twice.")
    edition = actions.replace(certificate=replaced, by=staff, reason="Another name.")
    client = as_(staff)

    def listed(state):
        return set(client.get(reverse(LIST), {"state": state}).context["cl"].result_list)

    assert (listed("valid"), listed("revoked"), listed("replaced")) == (
        {valid, edition},
        {revoked},
        {replaced},
    )


def test_the_page_shows_what_is_printed_every_edition_its_pdfs_and_its_history(as_, staff):
    certificate = CertificateFactory(holder_name="Lukasz Zolc", score=8750)
    CreditFactory(certificate=certificate, amount=575, number="LEE/1")
    tasks.render(certificate.pk)
    edition = actions.replace(certificate=certificate, by=staff, reason="Its holder corrected the name.")

    page = as_(staff).get(page_of(certificate, "change")).content.decode()

    shown = ["Lukasz Zolc", "5.75 ECMEC®", "LEE/1", certificate.renditions.get().sha256, edition.number]
    shown += [page_of(edition, "change"), award_page_of(certificate), "Replaced by another edition", "Staff"]
    assert [words for words in shown if words not in page] == []
    assert page_of(certificate, "revoke") not in page
    assert "Its holder corrected the name." in as_(staff).get(page_of(edition, "change")).content.decode()


def test_staff_replace_it_after_looking_at_what_differs(as_, staff):
    certificate = CertificateFactory(holder__name="Łukasz Żółć", holder_name="Lukasz Zolc", award__facts=MORE)
    client, page = as_(staff), page_of(certificate, "replace")

    shown = client.get(page).content.decode()
    assert "Lukasz Zolc" in shown
    assert "<strong>Łukasz Żółć</strong>" in shown
    assert "<strong>7 h</strong>" in shown
    seen = comparing.fingerprint(certificate.award)
    assert "required" in client.post(page, {"reason": "", "seen": seen}).content.decode()
    assert client.post(page, {"reason": "Asked by mail.", "seen": seen}).status_code == 302

    edition = Certificate.objects.get(replaces=certificate)
    assert (edition.holder_name, edition.minutes) == ("Łukasz Żółć", 420)
    again = client.post(page, {"reason": "Me too.", "seen": seen}).content.decode()
    assert f"replaced already, by {edition.number}" in again


def test_nothing_else_is_printed_than_was_looked_at(as_, staff):
    certificate = CertificateFactory()
    seen = comparing.fingerprint(certificate.award)
    User.objects.filter(pk=certificate.holder_id).update(name="Somebody Else")

    page = as_(staff).post(page_of(certificate, "replace"), {"reason": "Asked by mail.", "seen": seen})

    assert "changed since you looked" in page.content.decode()
    assert "Somebody Else" in page.content.decode()
    assert not Certificate.objects.filter(replaces=certificate).exists()


def test_where_the_account_is_gone_the_page_says_so(as_, staff):
    certificate = CertificateFactory()
    Award.objects.update(holder=None)
    Certificate.objects.update(holder=None)

    assert "no account any more" in as_(staff).get(page_of(certificate, "replace")).content.decode()


def test_what_is_no_longer_earned_is_listed_and_kept_with_a_reason(as_, staff, lapsed):
    other, client = CertificateFactory(), as_(staff)
    rows = client.get(reverse(AWARDS), {"state": "lapsed"}).context["cl"].result_list
    assert list(rows) == [lapsed.award]
    assert "The attendance was corrected." in client.get(award_page_of(lapsed)).content.decode()
    assert award_page_of(other, "keep") not in client.get(award_page_of(other)).content.decode()

    page = award_page_of(lapsed, "keep")
    assert page in client.get(award_page_of(lapsed)).content.decode()
    assert "The attendance was corrected." in client.get(page).content.decode()
    assert client.post(page, {"reason": ""}).status_code == 200
    assert client.post(page, {"reason": "Our own mistake."}).url == award_page_of(lapsed)

    assert Award.objects.get(pk=lapsed.award_id).kept_because == "Our own mistake."
    assert "nothing to decide any more" in client.post(page, {"reason": "Me too."}).content.decode()
    assert "decided on" in client.get(page_of(lapsed, "revoke")).content.decode()


def test_to_revoke_what_is_no_longer_earned_the_reason_is_filled_in(as_, staff, lapsed):
    page = page_of(lapsed, "revoke")

    assert page in as_(staff).get(award_page_of(lapsed)).content.decode()
    assert "The attendance was corrected.</textarea>" in as_(staff).get(page).content.decode()


def test_awards_are_listed_by_where_they_stand(as_, staff):
    waiting = AwardFactory(due_at=timezone.now() + timedelta(days=2))
    nameless = AwardFactory(holder__name="")
    offered = CertificateFactory(award__offered_at=timezone.now()).award
    client = as_(staff)

    def listed(state):
        return set(client.get(reverse(AWARDS), {"state": state}).context["cl"].result_list)

    assert listed("waiting") == {waiting, nameless}
    assert listed("nameless") == {nameless}
    assert listed("offered") == listed("issued") == {offered}
    assert listed("kept") == listed("lapsed") == set()
    assert "its holder has no name" in client.get(reverse(AWARDS)).content.decode()
    assert client.get(reverse("admin:certificates_award_change", args=[waiting.pk])).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_awards_asks_the_same_queries_whatever_its_length(
    as_, staff, count, django_assert_max_num_queries
):
    CertificateFactory.create_batch(count)
    client = as_(staff)

    with django_assert_max_num_queries(10):
        response = client.get(reverse(AWARDS))

    assert len(response.context["cl"].result_list) == count


def test_the_rules_are_one_row_that_is_always_there(as_, staff):
    client = as_(staff)
    page = reverse("admin:certificates_policy_change", args=[1])

    assert client.get(reverse("admin:certificates_policy_changelist")).url == page
    assert client.get(page).status_code == 200
    assert not Policy.objects.exists()
    for days in (7, 8):
        assert client.post(page, {"preview_days": days, "correction_days": 60}).status_code == 302
        assert (Policy.current().preview_days, Policy.current().correction_days) == (days, 60)
    assert AuditEntry.objects.filter(action="policy.changed", actor_id=staff.pk).count() == 2
    assert client.get(reverse("admin:certificates_policy_add")).status_code == 403


def test_strangers_do_none_of_it(as_, stranger, coordinator, lapsed):
    doors = [page_of(lapsed, "revoke"), page_of(lapsed, "replace"), award_page_of(lapsed, "keep")]

    for person in (stranger, coordinator):
        for door in doors:
            assert as_(person).post(door, {"reason": "Mine."}).status_code in (302, 403, 404)

    lapsed.refresh_from_db()
    assert lapsed.is_valid
    assert Award.objects.lapsed().exists()


def test_staff_who_may_only_look_decide_nothing(as_, lapsed):
    looking = UserFactory(is_staff=True)
    looking.user_permissions.set(
        Permission.objects.filter(codename__in=["view_certificate", "view_award", "view_policy"])
    )
    client = as_(looking)
    doors = [page_of(lapsed, "revoke"), page_of(lapsed, "replace"), award_page_of(lapsed, "keep")]

    pages = [client.get(page) for page in (page_of(lapsed, "change"), award_page_of(lapsed))]

    assert [page.status_code for page in pages] == [200, 200]
    assert [door for door in doors if any(door in page.content.decode() for page in pages)] == []
    for door in doors:
        assert client.get(door).status_code == 403
        assert client.post(door, {"reason": "Mine."}).status_code == 403
