"""What was accepted becomes a version that readers read and cite, and is corrected or retracted in their sight."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from cases import contributing, indexing, states
from cases.models import CaseState, Part, Revision, RevisionState, Version


@transaction.atomic
def publish(*, revision, by, notice=""):
    """Publish an accepted revision as the next version of its case. `notice` says what a later one corrects.

    Of a case that is hidden the version is kept ready: it is shown when its privacy report is settled.

    Raises ValidationError where it is published already or another revision came after it, without anybody who
    has agreed to be named, and without a notice from the second version on.
    """
    case = states.lock(revision.case)
    revision = Revision.objects.get(pk=revision.pk)
    _refuse_what_is_settled(case, revision)
    authors = list(case.authors.filter(agreed_at__isnull=False).select_related("person"))
    if not authors:
        raise ValidationError(_("Nobody has agreed to be named as an author."), code="authors")
    version = Version(
        case=case,
        number=case.versions.count() + 1,
        revision=revision,
        title=revision.title,
        authors=[{"name": one.name, "workplace": one.workplace} for one in authors],
        notice=notice.strip(),
        published_by=by,
    )
    version.full_clean()
    version.save()
    audit.record("case_version.published", version, by=by, person=case.author, number=version.number)
    if case.state == CaseState.WRITING:
        states.change(case, CaseState.PUBLISHED, by=by, person=case.author)
    if case.state == CaseState.PUBLISHED:
        indexing.enter(version)
    for author in authors:
        contributing.note(case=case, person=author.person, part=Part.AUTHORED)
    return version


def _refuse_what_is_settled(case, revision):
    if Version.objects.filter(revision=revision).exists():
        raise ValidationError(_("This has been published meanwhile."), code="transition")
    if revision.state != RevisionState.ACCEPTED or revision != states.newest(case):
        raise ValidationError(_("Only what was accepted last can be published."), code="transition")
    if case.state not in (CaseState.WRITING, CaseState.PUBLISHED, CaseState.HIDDEN):
        raise ValidationError(
            _("This has been settled meanwhile: it is “%(state)s” now."),
            params={"state": case.get_state_display()},
            code="transition",
        )


@transaction.atomic
def show_again(*, case, by):
    """A hidden case is read again, in its newest version."""
    case = states.lock(case)
    states.change(case, CaseState.PUBLISHED, by=by, person=case.author)
    indexing.enter(case.versions.last())
    return case
