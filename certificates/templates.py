"""Which template certificates are made with today."""

from django.utils import timezone

from certificates.models import Template


def current():
    """The newest published version; the first one comes with the portal."""
    template = Template.objects.current()
    if template is None:
        Template.objects.get_or_create(number=1, defaults={"published_at": timezone.now()})
        template = Template.objects.current()
    return template
