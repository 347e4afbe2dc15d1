"""Certificates: what cannot be issued or made, and what is no longer earned."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from certificates.models import Award, Certificate
from impact.decisions.decision import Kind

TITLE = _("Certificates")
# A PDF is made within minutes; and is tried again every five.
MADE_WITHIN = timedelta(hours=1)


def _awards(state):
    return lambda one: f"{reverse('admin:certificates_award_changelist')}?state={state}"


KINDS = [
    Kind(
        name="lapsed",
        needs="certificates.change_award",
        title=ngettext_lazy(
            "%(count)s certificate is no longer earned",
            "%(count)s certificates are no longer earned",
            "count",
        ),
        why=_("A record has changed after it was issued. Keep it or revoke it; nothing happens by itself."),
        rows=lambda asking: Award.objects.lapsed(),
        since="lapsed_at",
        url=_awards("lapsed"),
    ),
    Kind(
        name="nameless",
        needs="certificates.change_award",
        title=ngettext_lazy(
            "%(count)s certificate is held back: its holder has no name",
            "%(count)s certificates are held back: their holders have no name",
            "count",
        ),
        why=_(
            "It is issued as soon as the person has said how the name is written. Ask, where it takes long."
        ),
        rows=lambda asking: Award.objects.without_name(),
        since="due_at",
        url=_awards("nameless"),
    ),
    Kind(
        name="unmade",
        needs="certificates.change_certificate",
        title=ngettext_lazy(
            "%(count)s certificate has no PDF", "%(count)s certificates have no PDF", "count"
        ),
        why=_("Making it fails again and again: the key to sign with, or a name that cannot be printed."),
        rows=lambda asking: Certificate.objects.to_render().filter(issued_at__lt=asking.now - MADE_WITHIN),
        since="issued_at",
        url=lambda one: f"{reverse('admin:certificates_certificate_changelist')}?o=-1",
    ),
]
