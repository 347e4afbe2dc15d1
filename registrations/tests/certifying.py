from certificates.tasks import issue_due
from registrations import certification


def issued_for(event):
    """Issue what is due at an event; to how many people it is due by now."""
    earned = certification.award_for(event)
    issue_due()
    return earned
