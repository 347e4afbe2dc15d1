"""The mails of an announcement, and what staff hear when one was held back."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Consent, ConsentKind
from accounts.withdrawal import path_of
from levels.models import Pathway
from mailing import actions as outbox
from mailing.kinds import Kind, register
from mailing.models import Message
from registrations.audiences import consent_asked
from registrations.emails.answers import event_facts
from registrations.models import Registration

ANNOUNCEMENT = "registrations/announcement"
HELD_BACK = "registrations/announcement_held_back"


def key_prefix(announcement):
    return f"announcement:{announcement.pk}:"


def queue_announcement(announcement, people):
    """One mail to each; the key keeps a second round from writing again. Returns how many are new."""
    return outbox.queue_many(ANNOUNCEMENT, list(_rows(announcement, people)))


def unsent(announcement, person):
    """The mail as this person would get it now. It is not in the outbox."""
    (row,) = _rows(announcement, [person])
    return Message(kind=ANNOUNCEMENT, **row)


def _rows(announcement, people):
    """`people` come from `audiences.reached`, which says of each whether it is about their registration."""
    shared = {
        "announcement": announcement.pk,
        "announced_subject": announcement.subject,
        "announced_body": announcement.body,
        "from_hub": announcement.hub.name if announcement.hub else "",
        "contact": announcement.hub.contact_email if announcement.hub else "",
        "consent": str(consent_asked(announcement)),
    }
    if announcement.event:
        shared |= event_facts(announcement.event) | {"event_id": announcement.event_id}
    for person in people:
        own = {"name": person.name, "is_service": person.is_registered}
        if not person.is_registered:
            own["stop_path"] = path_of(person, consent_asked(announcement))
        yield {
            "key": f"{key_prefix(announcement)}{person.pk}",
            "user": person,
            "to": person.email,
            "language": person.language,
            "context": shared | own,
        }


def queue_held_back(announcement):
    """To the office: it was due, but who had confirmed it is no longer in charge."""
    pathway = Pathway.objects.first()
    if pathway is None:
        return
    outbox.queue(
        HELD_BACK,
        key=f"announcement-held-back:{announcement.pk}",
        to=pathway.office_email or pathway.contact_email,
        context={
            "announced_subject": announcement.subject,
            "hub": announcement.hub.name if announcement.hub else "",
            "who": announcement.confirmed_by.name,
            "path": announcement.get_absolute_url(),
        },
    )


def _still_wanted(message):
    """Who gave the place back, or took the consent back, since it was written does not want it any more."""
    facts = message.context
    if message.user is None or not message.user.is_active:
        return False
    if facts["is_service"]:
        return Registration.objects.live().filter(event=facts["event_id"], user=message.user).exists()
    return Consent.objects.has_consent(message.user, ConsentKind(facts["consent"]))


def register_kinds():
    register(Kind(ANNOUNCEMENT, _("Announcement"), still_true=_still_wanted))
    register(Kind(HELD_BACK, _("Announcement held back, to the office")))
