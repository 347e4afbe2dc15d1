"""Mail about the papers of an application."""

from django.utils.translation import gettext_lazy as _

from mailing.actions import queue
from mailing.kinds import Kind

INFECTED = "fellowships/document_infected"
KINDS = [Kind(name=INFECTED, title=_("A document of an application is infected and was deleted"))]


def queue_infected(document):
    application = document.application
    queue(
        INFECTED,
        key=f"{INFECTED}/{document.pk}",
        user=application.person,
        context={
            "name": application.person.name,
            "call": application.call.title,
            "slug": application.call.slug,
            "kind": document.kind,
        },
    )
