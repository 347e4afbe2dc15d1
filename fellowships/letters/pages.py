"""What stands in the papers of a stay, as plain values. Letters are in English: embassies and hospitals read them.

The portal keeps neither passport numbers nor dates of birth: a letter has lines where they are written by hand.
"""

from django.db.models import TextChoices
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.document.pages import direction
from fellowships.emails.recipients import hosts_of, office_address
from fellowships.models import BursaryState
from fellowships.templatetags.rounds import euros, stay
from hubs import moments
from levels.models import Pathway


class LetterKind(TextChoices):
    INVITATION = "invitation", gettext_lazy("Letter of invitation")
    VISA = "visa", gettext_lazy("Letter for the visa")


def letter(placement, kind, now):
    """A letter of invitation, or one that goes with a request for a visa."""
    with translation.override("en"):
        is_visa = kind == LetterKind.VISA
        visitor, host = _visitor(placement), _host(placement)
        return {
            "heading": "Visa support letter" if is_visa else "Letter of invitation",
            "addressee": "To whom it may concern" if is_visa else f"Dear {visitor['name']},",
            "visitor": visitor,
            "host": host,
            "reference": f"Stay {placement.pk}",
            "day": date_format(timezone.localtime(now), "DATE_FORMAT"),
            "body": _visa(placement, visitor, host) if is_visa else _invitation(placement, host),
            "by-hand": ["Passport number", "Date of birth"] if is_visa else [],
            "signatures": _signatures(placement, host),
            "questions": office_address(),
        }


def contacts(placement):
    """Who is who and where to come, in the language of the reader."""
    visitor, host = _visitor(placement), _host(placement)
    people = [_("%(name)s (%(email)s)") % {"name": one, "email": one.email} for one in hosts_of(placement)]
    centre = placement.centre
    return {
        "language": translation.get_language(),
        "heading": _("Contact sheet"),
        "name": visitor["name"],
        "name-direction": visitor["direction"],
        "days": stay(placement.days),
        "sections": [
            _section(
                _("Host"),
                (_("Place"), host["name"]),
                (_("Department"), host["department"]),
                (_("City"), host["place"]),
                (_("Supervisor"), placement.supervisor),
                (_("E-mail"), centre.contact_email if centre else placement.hub.contact_email),
                (_("On the portal"), "\n".join(people)),
            ),
            _section(
                _("Visitor"),
                (_("Name"), visitor["name"]),
                (_("Post"), visitor["post"]),
                (_("Workplace"), visitor["workplace"]),
                (_("E-mail"), placement.person.email),
            ),
            _section(_("Office"), (_("E-mail"), office_address())),
        ],
        "practical-label": _("Where to come, and what to bring"),
        "practical": placement.practical,
        "emergency": _("Emergency call in all of Europe: 112"),
    }


def _section(title, *lines):
    return {"title": title, "lines": [[label, value] for label, value in lines if value]}


def _visitor(placement):
    """As in the application; of an expert as in the profile."""
    person = placement.person
    facts = {"name": person.name or person.email, "post": "", "workplace": "", "country": ""}
    facts["direction"] = direction(facts["name"])
    if placement.offer_id:
        application = placement.offer.application
        facts |= {"post": application.post, "workplace": application.workplace}
        country = application.home
    else:
        profile = getattr(person, "profile", None)
        country = profile and profile.country
        facts["workplace"] = profile.workplace if profile else ""
    return facts | {"country": country.name if country else ""}


def _host(placement):
    centre, hub = placement.centre, placement.hub
    if centre:
        place = f"{centre.city}, {centre.country.name}"
        return {
            "name": centre.name,
            "department": centre.department,
            "place": place,
            "speaker": centre.tutor,
        }
    return {"name": hub.name, "department": "", "place": hub.country.name, "speaker": placement.supervisor}


def _days(placement):
    return moments.day_range(placement.first_day, placement.last_day)


def _programme():
    pathway = Pathway.objects.first()
    return pathway.title if pathway else "Sepsis pathway"


def _invitation(placement, host):
    return [
        f"we are pleased to invite you to {host['name']}, {host['place']}, on {_days(placement)}.",
        f"{_purpose(placement)} {placement.supervisor} looks after you during these days.",
        *_money(placement, "You receive"),
        "We look forward to welcoming you.",
    ]


def _visa(placement, visitor, host):
    work = ", ".join(filter(None, [visitor["post"], visitor["workplace"], visitor["country"]]))
    who = f"{visitor['name']} ({work})" if work else visitor["name"]
    return [
        f"We confirm that {who} is invited to {host['name']}, {host['place']}, on {_days(placement)}.",
        f"{_purpose(placement)} {placement.supervisor} looks after the visitor.",
        "It is a visit for teaching and learning: it is no employment, and no salary is paid.",
        *_money(placement, "The visitor receives"),
        "We would be grateful if the visa could be issued in time for these days.",
    ]


def _purpose(placement):
    if placement.is_exchange:
        return f"The visit is part of the expert exchange of the programme “{_programme()}”."
    return f"The stay is a fellowship of the programme “{_programme()}”, for bedside teaching."


def _money(placement, who_receives):
    """Two sentences where there is a bursary that counts."""
    bursary = getattr(placement, "bursary", None)
    if bursary is None or bursary.state in (BursaryState.CANCELLED, BursaryState.REFUNDED):
        return []
    return [
        f"{who_receives} {euros(bursary.amount)} from the programme towards travel and accommodation.",
        "Further costs are the visitor’s own.",
    ]


def _signatures(placement, host):
    pathway = Pathway.objects.first()
    programme = (pathway.signatory_name, pathway.signatory_post) if pathway else ("", "")
    return [
        {"for": "For the programme", "name": programme[0], "post": programme[1]},
        {"for": "For the host", "name": host["speaker"], "post": host["name"]},
    ]
