"""What this app holds about a person, by the part the person has in it."""

from accounts.personal_data import register
from fellowships.holdings import (
    allocations,
    calls,
    centres,
    interests,
    reviews,
)

PARTS = [
    interests,
    centres,
    reviews,
    allocations,
    calls,
]


def register_holdings():
    for part in PARTS:
        for holding in part.HOLDINGS:
            register(holding)
