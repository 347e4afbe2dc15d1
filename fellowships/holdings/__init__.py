"""What this app holds about a person, by the part the person has in it."""

from accounts.personal_data import register
from fellowships.holdings import (
    allocations,
    applications,
    bursaries,
    calls,
    centres,
    documents,
    interests,
    placements,
    reviews,
)

# In the order of erasure.
PARTS = [
    documents,
    applications,
    interests,
    centres,
    placements,
    reviews,
    allocations,
    calls,
    bursaries,
]


def register_holdings():
    for part in PARTS:
        for holding in part.HOLDINGS:
            register(holding)
