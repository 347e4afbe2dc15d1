"""What this app holds about a person, by the part the person has in it."""

from accounts.personal_data import register
from fellowships.holdings import (
    allocations,
    centres,
    interests,
    reviews,
)

PARTS = [
    interests,
    centres,
    reviews,
    allocations,
]


def register_holdings():
    for part in PARTS:
        for holding in part.HOLDINGS:
            register(holding)
