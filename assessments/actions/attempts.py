"""What a person does with an assessment: begin, answer, hand in. And what the clock does.

Who locks both locks the attempt first, then the person: `start` locks the person only, as its attempt is new.
"""

import logging
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from assessments import answers as shapes
from assessments import drawing, papers, rescoring
from assessments.actions import results
from assessments.models import (
    Accommodation,
    AnswerGiven,
    Attempt,
    AttemptQuestion,
    EndedBy,
    QuestionVersion,
)
from assessments.moments import in_words
from assessments.sending import Outcome, Taken, counts, revision_of
from assessments.standing import of

logger = logging.getLogger(__name__)
KEPT = ["answer", "revision", "answered_at", "is_flagged"]


# ---- Begin ----


@transaction.atomic
def start(*, assessment, person):
    """Begin an attempt: draw its questions and set its clock. An attempt under way is given back instead.

    Raises ValidationError, in the person's words, where no attempt may begin now or the bank is too small.
    """
    get_user_model().objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
    earlier = list(Attempt.objects.filter(person=person).order_by("number"))
    own = [attempt for attempt in earlier if attempt.assessment_id == assessment.pk]
    now = timezone.now()
    standing = of(assessment, own, now=now)
    if standing.open_attempt:
        return standing.open_attempt
    if not standing.can_start:
        raise ValidationError(standing.because)
    chosen = drawing.choose(assessment, _seen(earlier))
    attempt = _new_attempt(assessment, person, len(own) + 1, now)
    _hand_out(attempt, chosen, assessment.shuffle_options)
    audit.record("attempt.started", attempt, by=person, person=person, number=attempt.number)
    return attempt


def _seen(attempts):
    """The questions of a person's earlier attempts, in whichever version and assessment they stood."""
    if not attempts:
        return set()
    rows = AttemptQuestion.objects.filter(attempt__in=attempts)
    return set(rows.values_list("version__question_id", flat=True))


def _new_attempt(assessment, person, number, now):
    extra = _extra_percent(assessment, person, now)
    ends_at = _end(assessment, extra, now)
    return Attempt.objects.create(
        assessment=assessment,
        person=person,
        number=number,
        started_at=now,
        ends_at=ends_at,
        accepts_until=ends_at and ends_at + timedelta(seconds=assessment.grace_seconds),
        pass_mark=assessment.pass_mark,
        extra_percent=extra,
    )


def _extra_percent(assessment, person, now):
    """More time in everything and more time in this one do not add up: the larger counts."""
    granted = Accommodation.objects.filter(
        Q(assessment=None) | Q(assessment=assessment),
        Q(ends_on=None) | Q(ends_on__gte=now.date()),
        person=person,
    )
    return granted.aggregate(most=Max("extra_percent"))["most"] or 0


def _end(assessment, extra, now):
    """An attempt that has begun keeps its full time, also past the closing date. Without a limit it ends then."""
    if assessment.minutes is None:
        return assessment.closes_at
    return now + timedelta(minutes=assessment.minutes) * (100 + extra) / 100


def _hand_out(attempt, chosen, shuffle_options):
    """The rows of the questions; their versions are frozen from now on."""
    versions = papers.load(chosen, unsettled=_freeze(chosen))
    orders = [drawing.option_order(versions[pk], shuffle_options) for pk in chosen]
    with connection.cursor() as cursor:
        cursor.execute(
            NEW_QUESTIONS, [attempt.pk, chosen, [f"{{{','.join(map(str, one))}}}" for one in orders]]
        )


# One statement of two arrays: as rows of a bulk_create twenty questions take as long as the rest of the beginning.
NEW_QUESTIONS = """
    INSERT INTO assessments_attemptquestion
        (attempt_id, "order", version_id, option_order, revision, is_flagged, is_counted, remark)
    SELECT %s, place, version, options::bigint[], 0, false, true, ''
    FROM unnest(%s::bigint[], %s::text[]) WITH ORDINALITY AS given (version, options, place)
"""


def _freeze(pks):
    """Freeze those that are given out for the first time; returns them. Locked in one order, so nobody waits in a ring."""
    if papers.are_kept(pks):
        return set()
    fresh = QuestionVersion.objects.filter(pk__in=pks, frozen_at=None).order_by("pk")
    locked = set(fresh.select_for_update(no_key=True).values_list("pk", flat=True))
    if locked:
        QuestionVersion.objects.filter(pk__in=locked).update(frozen_at=timezone.now())
    return locked


# ---- Answer ----


@transaction.atomic
def save(*, attempt, answers):
    """Take in what a device sends, in its order. Each is answered by itself; the same again changes nothing."""
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    now = timezone.now()
    if not attempt.is_open or (attempt.accepts_until and attempt.accepts_until < now):
        return [Taken(sent, Outcome.ENDED, words=_("This attempt has ended.")) for sent in answers]
    return _Desk(attempt, answers, now).take_all()


class _Desk:
    """Takes answers in, with the attempt locked: what is read and written once for all of them."""

    def __init__(self, attempt, answers, now):
        self.attempt, self.answers, self.now = attempt, answers, now
        orders = {sent.order for sent in answers}
        self.rows = {row.order: row for row in attempt.questions.filter(order__in=orders)}
        self.versions = papers.load([row.version_id for row in self.rows.values()])
        given = AnswerGiven.objects.filter(
            question__in=self.rows.values(), device__in={sent.device for sent in answers}
        )
        self.known = {
            (question, device, sequence): given_at
            for question, device, sequence, given_at in given.values_list(
                "question", "device", "sequence", "given_at"
            )
        }
        self.given, self.changed = [], set()

    def take_all(self):
        taken = [self._take(sent) for sent in self.answers]
        AnswerGiven.objects.bulk_create(self.given)
        rows = [self.rows[order] for order in sorted(self.changed)]
        if len(rows) == 1:
            rows[0].save(update_fields=KEPT)  # nearly always, and a third of the work
        else:
            AttemptQuestion.objects.bulk_update(rows, KEPT)
        return taken

    def _take(self, sent):
        row = self.rows.get(sent.order)
        if row is None:
            return Taken(sent, Outcome.REFUSED, words=_("This attempt has no such question."))
        if (row.pk, sent.device, sent.sequence) in self.known:
            return Taken(sent, Outcome.KNOWN, row)
        given_at = self._in_turn(row, sent, max(self.attempt.started_at, min(sent.given_at, self.now)))
        if self.attempt.ends_at and given_at > self.attempt.ends_at:
            words = _("The time was over on %(moment)s.") % {"moment": in_words(self.attempt.ends_at)}
            return Taken(sent, Outcome.OVER, row, words)
        return self._take_in_time(row, sent, given_at)

    def _in_turn(self, row, sent, given_at):
        """The moment of the click, never before an earlier click of the same device.

        A device's clock is set right by each sending anew, and a slow sending sets it late: the device's own numbers
        know better than the clock which of two clicks came first.
        """
        return max([given_at, *(at for number, at in self._own(row, sent) if number < sent.sequence)])

    def _is_overtaken(self, row, sent):
        """Whether a later answer of the same device has arrived before this one."""
        return any(number > sent.sequence for number, _at in self._own(row, sent))

    def _own(self, row, sent):
        """What the same device has said of the same question: (sequence, moment of the click) each."""
        mine = (row.pk, sent.device)
        return [(number, at) for (pk, device, number), at in self.known.items() if (pk, device) == mine]

    def _take_in_time(self, row, sent, given_at):
        if sent.is_flagged is not None and sent.is_flagged != row.is_flagged:
            row.is_flagged = sent.is_flagged
            self.changed.add(row.order)
        if sent.fields is None:
            return Taken(sent, Outcome.SAVED, row)
        try:
            answer = shapes.read(self.versions[row.version_id], sent.fields)
        except ValidationError as error:
            return Taken(sent, Outcome.REFUSED, row, " ".join(error.messages))
        return self._keep(row, sent, given_at, answer)

    def _keep(self, row, sent, given_at, answer):
        """Every answer is kept; the one that counts stands in the question's row as well."""
        revision = revision_of(row, sent)
        self.known[row.pk, sent.device, sent.sequence] = given_at
        self.given.append(
            AnswerGiven(
                question=row,
                device=sent.device,
                sequence=sent.sequence,
                revision=revision,
                answer=answer,
                given_at=given_at,
                received_at=self.now,
                is_late=self.attempt.ends_at is not None and self.now > self.attempt.ends_at,
            )
        )
        if self._is_overtaken(row, sent):
            return Taken(sent, Outcome.SAVED, row)
        if not counts(row, sent, given_at):
            words = _("This question was answered on another device later. That answer counts.")
            return Taken(sent, Outcome.SUPERSEDED, row, words)
        row.answer, row.revision, row.answered_at = answer, revision, given_at
        self.changed.add(row.order)
        return Taken(sent, Outcome.SAVED, row)


# ---- Hand in ----


@transaction.atomic
def hand_in(*, attempt, by):
    """End an attempt, mark it and tell what it comes to. Of two who hand in, or of one and the clock, one does."""
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if attempt.is_open:
        is_over = attempt.ends_at and attempt.ends_at < timezone.now()
        _finish(attempt, EndedBy.TIME if is_over else EndedBy.PERSON, by=by)
    return attempt


def end_overdue(now=None):
    """End what was left open, each attempt by itself: one that cannot be ended does not hold up the others."""
    ended = 0
    for attempt in Attempt.objects.overdue(now).order_by("accepts_until"):
        try:
            ended += _end_if_overdue(attempt, now)
        except Exception:
            logger.exception("Attempt %s could not be ended.", attempt.public_id)
    return ended


@transaction.atomic
def _end_if_overdue(attempt, now):
    """Whether it was ended here: who holds it now may just be handing it in."""
    row = Attempt.objects.overdue(now).filter(pk=attempt.pk).select_for_update(skip_locked=True).first()
    if row:
        _finish(row, EndedBy.TIME)
    return bool(row)


def _finish(attempt, ended_by, by=None):
    rows = list(attempt.questions.all())
    versions = papers.load([row.version_id for row in rows])
    rescoring.judge_all(rows, versions, rescoring.rules_for(list(versions)))
    _write_points(rows)
    attempt.ended_by = ended_by
    attempt.ended_at = attempt.ends_at if ended_by == EndedBy.TIME else timezone.now()
    results.score(attempt)
    audit.record(
        "attempt.handed_in" if ended_by == EndedBy.PERSON else "attempt.ended_by_time",
        attempt,
        by=by if ended_by == EndedBy.PERSON else None,
        person=attempt.person,
        score=attempt.score,
    )
    results.count(attempt.assessment, attempt.person)


def _write_points(rows):
    """One plain statement: bulk_update makes a long CASE of it, which costs more than all the marking."""
    facts = [[getattr(row, name) for row in rows] for name in ("pk", "points", "is_counted")]
    with connection.cursor() as cursor:
        cursor.execute(POINTS, facts)


POINTS = """
    UPDATE assessments_attemptquestion AS question SET points = found.points, is_counted = found.is_counted
    FROM unnest(%s::bigint[], %s::smallint[], %s::boolean[]) AS found (id, points, is_counted)
    WHERE question.id = found.id
"""
