"""Who wants to know that an accreditation changed. The apps above register in `AppConfig.ready`; this app knows none."""

from django.db import transaction

_followers = []


def register(follower):
    """`follower`: called without arguments once the change is stored. It may get lost: a beat has to look, too."""
    _followers.append(follower)


def tell():
    """In the transaction of the change."""
    for follower in _followers:
        transaction.on_commit(follower, robust=True)
