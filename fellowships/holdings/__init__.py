"""What this app holds about a person, by the part the person has in it."""

from accounts.personal_data import register
from fellowships.holdings import (
    allocations,
    calls,
    centres,
    documents,
    interests,
    reviews,
)

PARTS = [
    documents,  # first: their files go before the applications that they hang on
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
