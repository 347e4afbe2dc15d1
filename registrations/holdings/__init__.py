"""What this app holds about a person, by the part the person has in it."""

from accounts.personal_data import register
from registrations.holdings import reports, running, taking_part


def register_holdings():
    for holding in (*running.HOLDINGS, *taking_part.HOLDINGS, *reports.HOLDINGS):
        register(holding)
