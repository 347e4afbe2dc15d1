"""How far the issuing of some awards is: from what was earned to the mail that arrived. Counts, in two queries."""

from dataclasses import dataclass

from django.db.models import CharField, Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from certificates import keys
from certificates.models import Award, Certificate, Language, Purpose, Rendition, SigningKey
from mailing.models import Message, MessageState

UNDER_WAY = (MessageState.QUEUED, MessageState.SENDING)
WENT_WRONG = (MessageState.FAILED, MessageState.UNKNOWN)


@dataclass(frozen=True)
class Progress:
    """Of `earned`: `waiting` for their day, `nameless` and `due` now, or `issued`. Of these `made` have their PDF, and
    its mail is `mailed`, `mailing` (on its way) or `unsent` (it went wrong). Of all, `offered` may be replaced and
    `lapsed` are for staff to decide.
    """

    earned: int
    waiting: int
    nameless: int
    due: int
    issued: int
    offered: int
    lapsed: int
    made: int
    mailed: int
    mailing: int
    unsent: int

    @property
    def is_busy(self):
        """Something is being done at this moment, that will show soon."""
        return bool(self.due or self.mailing or self.made < self.issued)


def of(awards):
    """`awards` are a queryset. Mails and PDFs are those of the first edition of each certificate."""
    now = timezone.now()
    lapsed = Award.objects.lapsed().filter(pk=OuterRef("pk"))
    open_, named = Q(issued_at=None, holder__isnull=False), ~Q(holder__name="")
    counted = awards.annotate(is_lapsed=Exists(lapsed)).aggregate(
        earned=Count("pk"),
        waiting=Count("pk", filter=open_ & named & Q(due_at__gt=now)),
        nameless=Count("pk", filter=open_ & ~named),
        due=Count("pk", filter=open_ & named & Q(due_at__lte=now)),
        issued=Count("pk", filter=Q(issued_at__isnull=False)),
        offered=Count("pk", filter=Q(offered_at__isnull=False)),
        lapsed=Count("pk", filter=Q(is_lapsed=True)),
    )
    return Progress(**counted, **_sent(awards))


def _sent(awards):
    english = Rendition.objects.filter(certificate=OuterRef("pk"), language=Language.ENGLISH)
    key = Concat(Value("certificate-ready:"), Cast("pk", CharField()), output_field=CharField())
    mail = Message.objects.filter(key=OuterRef("key"))
    first = Certificate.objects.filter(edition=1, award__in=awards.values("pk"))
    return (
        first.annotate(is_made=Exists(english), key=key)
        .annotate(mail=Subquery(mail.values("state")))
        .aggregate(
            made=Count("pk", filter=Q(is_made=True)),
            mailed=Count("pk", filter=Q(mail=MessageState.SENT)),
            mailing=Count("pk", filter=Q(mail__in=UNDER_WAY)),
            unsent=Count("pk", filter=Q(mail__in=WENT_WRONG)),
        )
    )


def trouble():
    """Why no PDF can be signed now, in plain words; nothing where all is well."""
    try:
        keys.opened(SigningKey.objects.active(Purpose.DOCUMENT), Purpose.DOCUMENT)
    except keys.KeyLost as lost:
        return str(lost)
    return ""
