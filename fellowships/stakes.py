"""What `fellowships.conflicts` compares, gathered from the records, and what it found, kept as conflicts."""

import re
from collections import defaultdict

from django.db.models import Q
from simple_history.utils import bulk_create_with_history

from accounts import audit
from accounts.likeness import words_of, workplace_of
from accounts.models import User
from assessments.models import AttemptQuestion
from fellowships import conflicts, stages
from fellowships.conflicts import Candidate, Decider
from fellowships.models import Application, Conflict, ConflictKind, ConflictSource, Role, Stage


def find(call, *, application=None, person=None):
    """All computed stakes in a call; or only those in one application, or of one person."""
    applications = Application.objects.filter(call=call)
    if application:
        applications = applications.filter(pk=application.pk)
    return conflicts.find(_candidates(applications), _deciders(call, person))


def keep_current(call, *, application=None, person=None):
    """Record what is found now. Whoever holds the lock of the call calls this. How many are new?

    While applications can still be changed, what is found no more ends by itself. From the closing on it only ends
    where the board lifts it (its reason is the note): else a changed profile would rid somebody of a stake.
    """
    found = find(call, application=application, person=person)
    known = {
        (row.application_id, row.person_id, row.source, row.kind): row
        for row in _known(call, application, person)
    }
    new = [
        Conflict(application_id=one.application, person_id=one.person, source=one.source, kind=one.kind)
        for one in sorted(found - set(known))
    ]
    bulk_create_with_history(new, Conflict)
    if not stages.has_reached(call, Stage.CLOSED):
        for key, row in known.items():
            if not row.note and row.is_active != (key in found):
                row.is_active = key in found
                row.save(update_fields=["is_active"])
    if new:
        audit.record("call.stakes_found", call, found=len(new))
    return len(new)


def _known(call, application, person):
    rows = Conflict.objects.filter(application__call=call).exclude(source=ConflictSource.REVIEWER)
    if application:
        rows = rows.filter(application=application)
    return rows.filter(person=person) if person else rows


def _candidates(applications):
    rows = list(
        applications.select_related("person__profile").prefetch_related(
            "person__emailaddress_set", "preferences__offering", "referees"
        )
    )
    examiners = _examiners({row.person_id for row in rows})
    return [_candidate(row, examiners[row.person_id]) for row in rows]


def _candidate(row, examiners):
    referees = row.referees.all()
    return Candidate(
        application=row.pk,
        person=row.person_id,
        emails=_emails(row.person),
        workplaces=frozenset({workplace_of(row.workplace), workplace_of(_workplace(row.person))}),
        centres=frozenset(choice.offering.centre_id for choice in row.preferences.all()),
        referees=frozenset({words_of(row.supervisor_name), *(words_of(one.name) for one in referees)}),
        referee_emails=frozenset({row.supervisor_email.lower(), *(one.email.lower() for one in referees)}),
        examiners=frozenset(examiners),
        named=frozenset(words_of(line) for line in row.must_not_review.splitlines()),
        named_emails=frozenset(re.findall(r"[^\s<>,;()]+@[^\s<>,;()]+", row.must_not_review.lower())),
    )


def _examiners(people):
    """Who has marked an answer of theirs by hand, by person."""
    marked = AttemptQuestion.objects.filter(attempt__person__in=people, marked_by__isnull=False)
    examiners = defaultdict(set)
    for person, examiner in marked.values_list("attempt__person_id", "marked_by_id").distinct():
        examiners[person].add(examiner)
    return examiners


def _deciders(call, person=None):
    """Chairs and reviewers of the call, past and present, and everyone of the office."""
    has_a_part = Q(fellowship_roles__call=call, fellowship_roles__role__in=[Role.CHAIR, Role.REVIEWER])
    people = User.objects.filter(has_a_part | Q(is_staff=True), is_active=True).distinct()
    if person:
        people = people.filter(pk=person.pk)
    rows = people.select_related("profile").prefetch_related("emailaddress_set", "centre_memberships__centre")
    return [_decider(row) for row in rows]


def _decider(user):
    """Whoever has once spoken for a centre still has a stake in it."""
    centres = [membership.centre for membership in user.centre_memberships.all()]
    return Decider(
        person=user.pk,
        name=words_of(user.name),
        emails=_emails(user),
        workplaces=frozenset(
            {workplace_of(_workplace(user)), *(workplace_of(centre.name) for centre in centres)}
        ),
        centres=frozenset(centre.pk for centre in centres),
    )


def _emails(user):
    """Also those that were never confirmed: they tell who somebody is all the same."""
    return frozenset({user.email.lower(), *(row.email.lower() for row in user.emailaddress_set.all())})


def _workplace(user):
    return user.profile.workplace if hasattr(user, "profile") else ""


def may_be_lifted(conflict):
    """What records seem to show may be a mistake; what people say, and being the applicant, is none."""
    return conflict.source == ConflictSource.COMPUTED and conflict.kind != ConflictKind.SAME_PERSON
