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
    offers,
    placements,
    reviews,
)

# In the order of erasure.
PARTS = [
    documents,
    offers,  # before the applications: what is held goes to the next person
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
