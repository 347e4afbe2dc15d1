"""What was accepted becomes a version that readers read and cite, and is corrected or retracted in their sight."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from cases import certification, contributing, indexing, states
from cases.actions import assigning, writing
from cases.emails import publishing as emails
from cases.models import (
    OPEN,
    CaseState,
    Part,
    PrivacyReport,
    ReportOutcome,
    Revision,
    RevisionState,
    Version,
)


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
    _credit(version, [author.person for author in authors])
    return version


def _credit(version, people):
    for person in people:
        contributing.note(case=version.case, person=person, part=Part.AUTHORED)
    certification.award_authors(version, people)
    emails.queue_published(version, people)


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


@transaction.atomic
def correct(*, case, by):
    """A draft of the next version for the author, who goes on from what is published. Readers go on reading that.

    Raises ValidationError while another revision is under way, and where the case is not read any more.
    """
    case = states.lock(case)
    newest, version = states.newest(case), case.versions.select_related("revision").last()
    if version is None or case.state not in (CaseState.PUBLISHED, CaseState.HIDDEN):
        raise ValidationError(_("Only a published case is corrected."), code="transition")
    if newest.state in OPEN:
        raise ValidationError(_("A revision of this case is under way already."), code="transition")
    if newest.state == RevisionState.ACCEPTED and newest != version.revision:
        raise ValidationError(
            _("A correction has been accepted, and waits for being published."), code="transition"
        )
    return writing.next_draft(version.revision, by=by)


@transaction.atomic
def retract(*, case, by, because):
    """The case is read no more: in its place stands that it was retracted, and why. There is no way back.

    Points and certificates of its authors are taken back; those of its reviewers and readers stay.
    """
    case = states.lock(case)
    because = because.strip()
    if not because:
        raise ValidationError(_("Say why it is retracted: readers see it."), code="required")
    states.change(case, CaseState.RETRACTED, by=by, person=case.author, because=because)
    _end_what_is_under_way(case, by)
    contributing.take_back(case=case, part=Part.AUTHORED)
    certification.take_back_authors(case, because=because)
    emails.queue_retracted(case)
    return case


def _end_what_is_under_way(case, by):
    """A correction has nothing to correct any more, and nobody has to look at a report of what nobody reads."""
    for revision in case.revisions.filter(state__in=OPEN):
        states.change(revision, RevisionState.DROPPED, by=by, person=case.author)
        assigning.end_open(revision, by=by)
    PrivacyReport.objects.filter(case=case).open().update(
        outcome=ReportOutcome.RETRACTED, settled_by=by, settled_at=timezone.now(), because=case.because
    )
