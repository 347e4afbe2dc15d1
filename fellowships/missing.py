"""What an application still lacks before it can be handed in, in the order of the form, and what else to think of."""

from typing import NamedTuple

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fellowships.documents import is_asked
from fellowships.models import DocumentKind, Preference

TEXTS = ["experience", "motivation", "plans"]
NEEDED = [
    "home",
    "workplace",
    "post",
    "years_in_intensive_care",
    "languages",
    *TEXTS,
    "supervisor_name",
    "supervisor_post",
    "supervisor_email",
]
FEW_CHOICES = 4
# What is looked at here, for `prefetch_related`.
PARTS = [
    "cv",
    "referees",
    "documents",
    Prefetch("preferences", Preference.objects.select_related("offering__centre")),
]


class Missing(NamedTuple):
    words: str
    url: str


def of(application):
    """Everything that keeps it from being handed in, each with where to mend it. Empty: it is complete."""
    return [*_in_form(application), *_in_choices(application), *_in_documents(application)]


def words_in(text):
    """How many words a text has, as the page counts them too."""
    return len(text.split())


def is_short_list(application):
    """Whether the person named so few centres that a place might be missed for it."""
    return (
        0
        < sum(choice.offering.withdrawn_at is None for choice in application.preferences.all())
        < FEW_CHOICES
    )


def _in_form(application):
    form = reverse("fellowships:apply", args=[application.call.slug])
    for name in NEEDED:
        title = application._meta.get_field(name).verbose_name
        if getattr(application, name) in (None, "", []):
            yield Missing(_("%(field)s: not filled in yet") % {"field": _capital(title)}, f"{form}#id_{name}")
        elif name in TEXTS:
            yield from _too_long(application, name, title, f"{form}#id_{name}")
    if not application.cv.all():
        yield Missing(_("Your CV: not one line yet"), f"{form}#cv")
    lacking = application.call.referees_asked - len(application.referees.all())
    if lacking > 0:
        words = ngettext("Referees: %(count)s more", "Referees: %(count)s more", lacking) % {"count": lacking}
        yield Missing(words, f"{form}#referees")


def _too_long(application, name, title, url):
    count, most = words_in(getattr(application, name)), application.call.words_each
    if count > most:
        words = _("%(field)s: %(count)s words, and at most %(most)s are read")
        yield Missing(words % {"field": _capital(title), "count": count, "most": most}, url)


def _in_choices(application):
    if not any(choice.offering.withdrawn_at is None for choice in application.preferences.all()):
        url = reverse("fellowships:choices", args=[application.call.slug])
        yield Missing(_("Centres: none chosen yet"), url)


def _in_documents(application):
    there = {document.kind for document in application.documents.all() if document.deleted_at is None}
    for kind in DocumentKind:
        if is_asked(application.call, kind) and kind not in there:
            url = reverse("fellowships:documents", args=[application.call.slug])
            yield Missing(_("%(document)s: not uploaded yet") % {"document": kind.label}, url)


def _capital(title):
    title = str(title)
    return title[:1].upper() + title[1:]
