"""Versions of the template. Publishing one re-issues nothing and mails nobody: it is for certificates yet to come."""

from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from certificates.document import templates, wording
from certificates.models import Template


@transaction.atomic
def new_version(*, by):
    """The draft of the next version: the one there is, else a copy of what is in use. Returns it."""
    current = templates.current()
    # All who begin one take turns at the first version.
    Template.objects.select_for_update().get(number=1)
    last = Template.objects.order_by("number").last()
    if last.published_at is None:
        return last
    files = wording.bundled()
    draft = Template.objects.create(
        number=last.number + 1,
        words={language: files[language] | current.words.get(language, {}) for language in files},
        accent=current.accent,
        logo=current.logo,
    )
    audit.record("template.begun", draft, by=by, version=draft.number)
    return draft


@transaction.atomic
def dress(*, template, by, note, accent, logo):
    """Give a draft its colour and logo (the bytes of a PNG, or none)."""
    draft = _draft(template)
    draft.note, draft.accent, draft.logo = note, accent, logo
    draft.full_clean(exclude=["words"])
    draft.save(update_fields=["note", "accent", "logo"])
    audit.record("template.dressed", draft, by=by, version=draft.number)
    return draft


@transaction.atomic
def reword(*, template, by, language, words, seen):
    """Give a draft its words in one language. `seen` is the fingerprint of those that were changed.

    Raises ValidationError where it is published, or somebody else has changed the same words meanwhile.
    """
    draft = _draft(template)
    if fingerprint(draft, language) != seen:
        raise ValidationError(
            _("Somebody else has changed these words meanwhile. Open the page again and look at theirs."),
            code="faster",
        )
    draft.words = draft.words | {language: words}
    draft.save(update_fields=["words"])
    audit.record("template.reworded", draft, by=by, version=draft.number, language=language)
    return draft


def fingerprint(template, language):
    """Of the words in one language, to tell whether they are still the same."""
    return sha256(repr(sorted(template.words.get(language, {}).items())).encode()).hexdigest()


@transaction.atomic
def publish(*, template, by):
    """From now on certificates are made with it; none that is out is touched. There is no way back but another one."""
    draft = _draft(template)
    draft.published_at, draft.published_by = timezone.now(), by
    draft.save(update_fields=["published_at", "published_by"])
    audit.record("template.published", draft, by=by, version=draft.number)
    return draft


@transaction.atomic
def discard(*, template, by):
    draft = _draft(template)
    audit.record("template.discarded", draft, by=by, version=draft.number)
    draft.delete()


def _draft(template):
    """Locked. Raises ValidationError for what is published, or gone."""
    draft = Template.objects.select_for_update().filter(pk=template.pk).first()
    if draft is None:
        raise ValidationError(_("Somebody else has thrown this draft away."), code="gone")
    if draft.published_at:
        raise ValidationError(
            _("This version has been published, on %(day)s. It is changed no more: begin a new one."),
            params={"day": timezone.localtime(draft.published_at).date()},
            code="published",
        )
    return draft
