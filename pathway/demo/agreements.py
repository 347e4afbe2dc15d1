"""What the hubs of the demo have agreed, or are about to."""

from hubs.models import Hub
from registrations import actions
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
        note="Only one of ours has asked so far, and more of yours have than you have seats.",
    )
    actions.nominate(
        event=event,
        hub=Hub.objects.get(country="PL"),
        name="Zdzisława Wójcik",
        email="zdzislawa.wojcik@example.net",
        sentence="She leads the sepsis team of a district hospital that nobody from has come to us before.",
        by=people["coordinator.pl"],
    )
