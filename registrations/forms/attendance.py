"""The attendance sheet: one row for each person, a tick and the minutes."""

from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from registrations.models import Attendance

PRESENT, MINUTES, WAS = "present", "minutes", "was"
LONGEST_REASON = Attendance._meta.get_field("reason").max_length


@dataclass
class Row:
    """One person at one session: what the page showed (`was`), and what somebody made of it."""

    registration: object
    was: str
    is_ticked: bool
    typed: str
    length: int
    error: str = ""

    @classmethod
    def of(cls, registration, length):
        """As it is recorded now."""
        was = "" if registration.recorded is None else str(registration.recorded)
        return cls(registration, was, is_ticked=_is_there(was), typed=was, length=length)

    @classmethod
    def from_post(cls, registration, length, data):
        pk = registration.pk
        return cls(
            registration,
            was=data.get(f"{WAS}-{pk}", ""),
            is_ticked=f"{PRESENT}-{pk}" in data,
            typed=data.get(f"{MINUTES}-{pk}", "").strip(),
            length=length,
        )

    @property
    def is_changed(self):
        return (self.is_ticked, self.typed) != (_is_there(self.was), self.was)

    @property
    def wanted(self):
        """Minutes to record, or None to take the record back. A number that was typed says it; else the tick."""
        if self.typed and self.typed != self.was:
            return int(self.typed)
        return self.length if self.is_ticked else None

    def check(self):
        """Whether this row can be saved; if not, `error` says why, with the name of the person."""
        facts = {"person": self.registration.user, "typed": self.typed, "length": self.length}
        now = "" if self.registration.recorded is None else str(self.registration.recorded)
        if self.typed and not (self.typed.isascii() and self.typed.isdigit()):
            self.error = _("%(person)s: “%(typed)s” is not a number of minutes.") % facts
        elif self.typed and int(self.typed) > self.length:
            self.error = (
                _("%(person)s: %(typed)s minutes are more than the %(length)s of this session.") % facts
            )
        elif now != self.was and str("" if self.wanted is None else self.wanted) != now:
            recorded = _("%(minutes)s minutes") % {"minutes": now} if now else _("no record")
            self.error = _(
                "%(person)s: somebody else has recorded this meanwhile: %(now)s. Save again to change it."
            ) % (facts | {"now": recorded})
            self.was = now
        return not self.error


def _is_there(minutes):
    return minutes not in ("", "0")


class Sheet:
    """The rows of one page. Rows that are as the page showed them are left alone, so two people who work on the
    sheet at once do not undo each other.

    `registrations` carry `recorded`, the minutes on record now or None.
    """

    def __init__(self, session, registrations, data=None):
        self.session, self.data = session, data
        self._registrations = registrations

    @staticmethod
    def posted_ids(data):
        """The registrations that a posted page showed."""
        prefix = f"{WAS}-"
        ids = (name.removeprefix(prefix) for name in data if name.startswith(prefix))
        return [int(pk) for pk in ids if pk.isascii() and pk.isdigit() and len(pk) < 19]

    @cached_property
    def rows(self):
        length = self.session.minutes
        if self.data is None:
            return [Row.of(registration, length) for registration in self._registrations]
        return [Row.from_post(registration, length, self.data) for registration in self._registrations]

    def is_valid(self):
        checked = [row.check() for row in self.rows if row.is_changed]  # every row says its own error
        return self.data is not None and all(checked)

    @property
    def reason(self):
        """Why what was changed is not what a report or a scan says. One for the whole page."""
        return (self.data or {}).get("reason", "").strip()[:LONGEST_REASON]

    @property
    def errors(self):
        return [row.error for row in self.rows if row.error]

    @property
    def changes(self):
        """Minutes, or None, by id of registration: what `actions.record_attendance` takes."""
        return {row.registration.pk: row.wanted for row in self.rows if row.is_changed}
