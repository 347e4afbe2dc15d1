"""Mails to the authors of a case that is published or retracted."""

from django.utils.translation import gettext_lazy as _

from cases.models import CaseState, Version
from mailing.actions import queue_many
from mailing.kinds import Kind


def _can_be_read(message):
    """Nobody is congratulated on what was hidden meanwhile."""
    return Version.objects.filter(pk=message.context["version"], case__state=CaseState.PUBLISHED).exists()


PUBLISHED = "cases/published"
RETRACTED = "cases/retracted"
KINDS = [
    Kind(name=PUBLISHED, title=_("A case was published"), still_true=_can_be_read),
    Kind(name=RETRACTED, title=_("A case was retracted")),
]


def queue_published(version, people):
    facts = {
        "version": version.pk,
        "number": version.number,
        "title": version.title,
        "is_sample": version.case.is_sample,
        "path": version.get_absolute_url(),
    }
    _queue(PUBLISHED, version.case, people, version.number, **facts)


def queue_retracted(case):
    authors = case.authors.filter(agreed_at__isnull=False).select_related("person")
    version = case.versions.last()
    facts = {"title": version.title, "because": case.because, "path": version.get_absolute_url()}
    _queue(RETRACTED, case, [author.person for author in authors], version.number, **facts)


def _queue(kind, case, people, occasion, **facts):
    """The code is what the mails of a case are found by when its texts are deleted."""
    rows = [
        {
            "key": f"{kind}/{case.pk}/{person.pk}/{occasion}",
            "user": person,
            "to": person.email,
            "language": person.language,
            "context": {"name": person.name, "code": case.code, **facts},
        }
        for person in people
        if not person.is_erased
    ]
    queue_many(kind, rows)
