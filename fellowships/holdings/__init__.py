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
from fellowships.holdings import centres, documents, interests, reviews


def register_holdings():
    # Documents first: their files go before the applications that they hang on.
    for holding in (*documents.HOLDINGS, *interests.HOLDINGS, *centres.HOLDINGS, *reviews.HOLDINGS):
        register(holding)
