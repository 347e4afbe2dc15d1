"""Which template certificates are made with today."""

from django.utils import timezone

from certificates.document import wording
from certificates.models import Template


def current():
    """The newest published version; the first one comes with the portal."""
    template = Template.objects.current()
    if template is None:
        first = {"words": wording.bundled(), "published_at": timezone.now()}
        Template.objects.get_or_create(number=1, defaults=first)
        template = Template.objects.current()
    return template
