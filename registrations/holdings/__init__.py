"""What this app holds about a person, by the part the person has in it."""

from accounts.personal_data import register
from registrations.holdings import archives, reports, running, taking_part


def register_holdings():
    for holding in (*archives.HOLDINGS, *running.HOLDINGS, *taking_part.HOLDINGS, *reports.HOLDINGS):
        register(holding)
