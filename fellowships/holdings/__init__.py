"""What this app holds about a person, by the part the person has in it."""

from accounts.personal_data import register
from fellowships.holdings import centres, interests, reviews


def register_holdings():
    for holding in (*interests.HOLDINGS, *centres.HOLDINGS, *reviews.HOLDINGS):
        register(holding)
