"""What this app holds about a person, by the part the person has in it."""

from accounts.personal_data import register
from cases.holdings import (
    checks,
    decisions,
    publishing,
    readers,
    reviews,
    roles,
    writing,
)

# In the order of erasure.
PARTS = [
    readers,
    reviews,
    decisions,
    roles,
    checks,
    publishing,
    writing,
]


def register_holdings():
    for part in PARTS:
        for holding in part.HOLDINGS:
            register(holding)
