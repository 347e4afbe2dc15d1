"""Which questions a person is asked."""

from hubs.models import Hub


def country_to_keep(person):
    """Countries with a hub are compared; of the others nothing is kept."""
    country = person.profile.country if hasattr(person, "profile") else ""
    return country if Hub.objects.filter(country=country).exists() else ""


def asked_of(survey, person):
    """What everybody is asked, and what the hub of this person's country asks."""
    if not any(question.country for question in survey.asked):
        return survey.asked
    return survey.asked_in(country_to_keep(person))
