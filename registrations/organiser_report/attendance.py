"""The list of who attended, by name: for staff to hand in where an accreditor asks for it (programme-facts A8)."""

from django.contrib.postgres.lookups import Unaccent
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Lower
from django.utils import translation
from django_countries import countries

from accounts.models import Profession
from certificates.models import AccreditationState, Certificate


def is_asked_for(event):
    """Whether an accreditor to whom this event was presented wants to see it."""
    presented = [AccreditationState.APPLIED, AccreditationState.GRANTED]
    return event.accreditations.filter(state__in=presented, accreditor__wants_attendance_list=True).exists()


def rows(event):
    """Name, country, profession, minutes, number of the valid certificate."""
    number = Certificate.objects.valid().filter(award__source=OuterRef("source")).values("number")[:1]
    people = event.registrations.with_source().attended().annotate(number=Subquery(number))
    people = people.order_by(Unaccent(Lower("user__name")), "pk")
    words = dict(Profession.choices)
    with translation.override("en"):
        return [
            (name, countries.name(home), str(words.get(profession, "")), minutes, number or "")
            for name, home, profession, minutes, number in people.values_list(
                "user__name", "home", "user__profile__profession", "minutes", "number"
            )
        ]
