"""Bursaries: planned, approved by the board, paid by finance; and what finance never sees."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from fellowships import actions, budgets
from fellowships.models import Bursary, BursaryState, CallRole, ReportState, Role
from fellowships.tests.staying import bursary_of, report_of, stay, visit
from mailing.models import Message
from mailing.rendering import render

pytestmark = pytest.mark.django_db


@pytest.fixture
def placement():
    placement = stay()
    now = timezone.now()
    report_of(
        placement,
        state=ReportState.ACCEPTED,
        seen="a",
        learned="b",
        rating=4,
        submitted_at=now,
        decided_at=now,
    )
    return placement


@pytest.fixture
def bursary(placement):
    return bursary_of(placement)


def in_role(placement, role):
    return CallRole.objects.create(call=placement.call, user=UserFactory(), role=role).user


@pytest.fixture
def chair(placement):
    return in_role(placement, Role.CHAIR)


@pytest.fixture
def finance(placement):
    return in_role(placement, Role.FINANCE)


@pytest.fixture
def approved(bursary, chair):
    return actions.approve_bursary(bursary=bursary, by=chair)


def pay(bursary, by, **facts):
    usual = {"paid_on": timezone.localdate(), "reference": "SEPA 2027-0412"}
    return actions.pay_bursary(bursary=bursary, by=by, **usual | facts)


def deed(bursary, name):
    return reverse("fellowships:decide_bursary", args=[bursary.pk, name])


def test_the_board_approves_and_finance_pays(as_, bursary, chair, finance):
    as_(chair).post(deed(bursary, "approve"))
    as_(finance).post(deed(bursary, "pay"), {"paid_on": "2026-11-20", "reference": "SEPA 2027-0412"})

    bursary.refresh_from_db()
    assert (bursary.state, bursary.reference, bursary.approved_by) == (
        BursaryState.PAID,
        "SEPA 2027-0412",
        chair,
    )
    mail = render(Message.objects.get(kind="fellowships/bursary_paid"))
    assert "SEPA 2027-0412" in mail.body
    assert "€\N{NO-BREAK SPACE}1,000" in mail.body


def test_finance_does_not_approve_what_it_pays(as_, bursary, finance):
    assert as_(finance).post(deed(bursary, "approve")).status_code == 404

    bursary.refresh_from_db()
    assert bursary.state == BursaryState.PLANNED


def test_a_chair_does_not_pay_what_the_board_approves(as_, approved, chair):
    facts = {"paid_on": "2026-11-20", "reference": "SEPA 2027-0412"}

    assert as_(chair).post(deed(approved, "pay"), facts).status_code == 404

    approved.refresh_from_db()
    assert approved.state == BursaryState.APPROVED


def test_nothing_is_paid_before_it_is_approved(bursary, finance):
    with pytest.raises(ValidationError, match="settled meanwhile"):
        pay(bursary, finance)


def test_nothing_is_paid_before_the_report(chair, finance, placement):
    other = stay(placement.call)
    bursary = actions.approve_bursary(bursary=bursary_of(other), by=chair)

    with pytest.raises(ValidationError, match="when the report has been accepted"):
        pay(bursary, finance)

    placement.call.is_bursary_paid_after_report = False
    placement.call.save()
    assert pay(bursary, finance).state == BursaryState.PAID


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"reference": "PL61 1090 1014 0000 0712 1981 2874"}, "account number"),
        ({"reference": "to SE4550000000058398257466"}, "account number"),
        ({"reference": "  "}, "under which reference"),
        ({"paid_on": timezone.localdate() + timedelta(days=2)}, "still to come"),
    ],
)
def test_a_payment_needs_a_day_that_was_and_a_reference_that_is_no_account(approved, finance, facts, words):
    with pytest.raises(ValidationError, match=words):
        pay(approved, finance, **facts)

    assert Bursary.objects.get().state == BursaryState.APPROVED


def test_it_is_paid_once(approved, finance, staff):
    pay(approved, finance)

    with pytest.raises(ValidationError, match="settled meanwhile"):
        pay(approved, staff, reference="Another")

    assert Message.objects.filter(kind="fellowships/bursary_paid").count() == 1


def test_nobody_decides_about_the_own_bursary(bursary, placement):
    CallRole.objects.create(call=placement.call, user=placement.person, role=Role.CHAIR)

    with pytest.raises(ValidationError, match="your own bursary"):
        actions.approve_bursary(bursary=bursary, by=placement.person)


def test_what_is_cancelled_or_taken_back_has_a_reason(approved, chair):
    with pytest.raises(ValidationError, match="Say why"):
        actions.plan_again(bursary=approved, by=chair, because=" ")

    planned = actions.plan_again(bursary=approved, by=chair, because="The wrong amount.")
    cancelled = actions.cancel_bursary(bursary=planned, by=chair, because="Paid by the hospital.")

    assert (cancelled.state, cancelled.because) == (BursaryState.CANCELLED, "Paid by the hospital.")
    assert (
        actions.cancel_bursary(bursary=cancelled, by=chair, because="again").because
        == "Paid by the hospital."
    )


def test_the_budget_counts_what_is_spent_and_what_is_left(placement, bursary, approved, finance):
    bursary_of(stay(placement.call), amount=Decimal("947.50"))
    pay(approved, finance)

    budget = budgets.of(placement.call)

    spent = {line.state: line.amount for line in budget.lines if line.count}
    assert spent == {BursaryState.PAID: Decimal(1000), BursaryState.PLANNED: Decimal("947.50")}
    assert (budget.total, budget.left, budget.is_over) == (Decimal(3000), Decimal("1052.50"), False)


def test_finance_sees_no_text_of_an_application(as_, placement, bursary, finance):
    page = as_(finance).get(reverse("fellowships:money", args=[placement.call.slug])).content.decode()

    application = placement.offer.application
    assert placement.person.name in page
    for text in (
        application.motivation,
        application.experience,
        application.plans,
        placement.report.seen + ".",
    ):
        assert text not in page


def test_who_may_see_the_money(as_, placement, bursary, finance, chair, staff, stranger, coordinator):
    address = reverse("fellowships:money", args=[placement.call.slug])
    reviewer = in_role(placement, Role.REVIEWER)
    former = in_role(placement, Role.FINANCE)
    CallRole.objects.filter(user=former).update(
        starts_on=timezone.localdate() - timedelta(days=9), ends_on=timezone.localdate() - timedelta(days=1)
    )

    for person in (finance, chair, staff):
        assert as_(person).get(address).status_code == 200
    for person in (stranger, coordinator, reviewer, former, placement.person):
        assert as_(person).get(address).status_code == 404
        assert as_(person).post(deed(bursary, "approve")).status_code == 404


def test_the_list_can_be_taken_along_and_that_is_on_record(as_, placement, approved, finance):
    placement.person.name = "=HYPERLINK(1)"
    placement.person.save()

    answer = as_(finance).get(reverse("fellowships:money_csv", args=[placement.call.slug]))

    assert "\n'=HYPERLINK(1)" in answer.content.decode()
    assert AuditEntry.objects.filter(action="call.bursaries_exported", actor_id=finance.pk).exists()


def test_support_of_experts_is_the_offices(as_, staff, finance):
    bursary = bursary_of(visit(), amount=300)
    address = reverse("fellowships:money_of_exchange")

    assert bursary.placement.person.name in as_(staff).get(address).content.decode()
    assert as_(finance).get(address).status_code == 404
    as_(staff).post(deed(bursary, "approve"))
    bursary.refresh_from_db()
    assert bursary.state == BursaryState.APPROVED


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_however_many_there_are(
    as_, placement, finance, count, django_assert_num_queries
):
    for one in (placement, *(stay(placement.call) for _number in range(count - 1))):
        bursary_of(one)
    client = as_(finance)
    address = reverse("fellowships:money", args=[placement.call.slug])
    client.get(address)

    with django_assert_num_queries(MONEY_PAGE):
        client.get(address)


MONEY_PAGE = 6
