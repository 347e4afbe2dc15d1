"""Where in the classroom an assessment stands, for those who come from it and go back to it."""

from levels.models import Resource


def place_of(assessment, person):
    """(url, title) of the first resource that leads to it in a level open to the person; None where there is none."""
    resources = Resource.objects.published().filter(
        assessment=assessment, module__level__enrolments__enrolment__user=person
    )
    found = resources.select_related("module__level").order_by("module__level__number", "pk").first()
    return (found.get_absolute_url(), found.title) if found else None
