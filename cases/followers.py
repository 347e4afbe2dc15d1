"""Who wants to know what somebody did for a case or with it. The apps above register in `AppConfig.ready`."""

_followers = []


def register(follower):
    """`follower`: Contribution -> None; in the same transaction, again where one is taken back."""
    _followers.append(follower)


def tell(contribution):
    for follower in _followers:
        follower(contribution)
