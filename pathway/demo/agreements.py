"""What the hubs of the demo are about to agree, whom they nominate, and of what they are warned."""

from hubs.models import Hub
from registrations import actions
from registrations.emails import releases as release_warnings
from registrations.models import Event


def play(people):
    event = Event.objects.filter(slug="masterclass-lives-2027").first()
    if event is None:
        return
    actions.propose_transfer(
        event=event,
        giver="SE",
        taker="PL",
        seats=1,
        by=people["coordinator.se"],
        note="Only one of ours has asked so far, and five of yours have.",
    )
    actions.nominate(
        event=event,
        hub=Hub.objects.get(country="PL"),
        name="Zdzisława Wójcik",
        email="zdzislawa.wojcik@example.net",
        sentence="Leads the sepsis team of a district hospital from which nobody has come yet.",
        by=people["coordinator.pl"],
    )
    # The release is so near that the first warning is due.
    release_warnings.queue_due()
