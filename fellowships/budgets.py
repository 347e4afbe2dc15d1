"""What a call costs: planned, approved and paid of what there is. Two queries, however many stays."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum

from fellowships.models import Bursary, BursaryState

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Line:
    """Bursaries in one state: how many and how much, and the share of the budget in whole percent."""

    state: str
    label: str
    count: int
    amount: Decimal
    share: int


@dataclass(frozen=True)
class Budget:
    """In euros. `total` is what the call may spend: its fellowships, each with the bursary of the call."""

    total: Decimal
    lines: list
    left: Decimal

    @property
    def is_over(self):
        return self.left < 0


SPENDING = [BursaryState.PAID, BursaryState.APPROVED, BursaryState.PLANNED]


def of(call):
    total = call.fellowships * call.bursary
    found = {
        row["state"]: row
        for row in Bursary.objects.filter(placement__call=call)
        .order_by()
        .values("state")
        .annotate(count=Count("pk"), amount=Sum("amount"))
    }
    lines = [_line(state, found.get(state), total) for state in BursaryState]
    spent = sum((line.amount for line in lines if line.state in SPENDING), NOTHING)
    return Budget(total=total, lines=lines, left=total - spent)


def _line(state, row, total):
    amount = row["amount"] if row else NOTHING
    share = int(amount * 100 / total) if total else 0
    return Line(
        state=state, label=state.label, count=row["count"] if row else 0, amount=amount, share=min(100, share)
    )
