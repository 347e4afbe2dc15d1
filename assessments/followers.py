"""Who wants to know that a result changed. The apps above register in `AppConfig.ready`; this app knows none.

A result changes when a person hands in, when time is over, when somebody marks by hand and when a question is
scored anew: whoever builds on results is told in the same transaction, whichever way it came.
"""

_followers = []


def register(follower):
    """`follower`: Result -> None. It is called again for the same result whenever that changes."""
    _followers.append(follower)


def tell(result):
    for follower in _followers:
        follower(result)
