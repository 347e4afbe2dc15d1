"""Who the people of a report are. By address for sure, by name only as a suggestion."""

from dataclasses import dataclass, field

from allauth.account.models import EmailAddress

from registrations.models import Alias, AliasKind, Match, ReportedPerson, Standing
from registrations.reports import names


@dataclass
class Attendee:
    """The rows of one report that name the same person: the same address, or the same name without any."""

    name: str
    email: str
    rows: list = field(default_factory=list)

    @property
    def is_only_in_waiting_room(self):
        return all(row.in_waiting_room for row in self.rows)


def attendees(rows):
    """The people of a report, in the order in which they first appear."""
    people = {}
    for row in rows:
        key = row.email or f"name:{names.fold(row.name) or row.name}"
        people.setdefault(key, Attendee(row.name, row.email)).rows.append(row)
    return list(people.values())


class Matcher:
    """Matches with those who hold a place at the event. As many queries for 5,000 people as for one."""

    def __init__(self, event):
        rows = list(event.registrations.confirmed().values_list("pk", "user", "user__name"))
        self._by_user = {user: pk for pk, user, _name in rows}
        self._index = names.Index({pk: name for pk, _user, name in rows})

    def match(self, report, people):
        """A `ReportedPerson`, not saved, for each."""
        emails = {person.email for person in people} - {""}
        folded = {names.fold(person.name) for person in people} - {""}
        self._accounts = dict(
            EmailAddress.objects.filter(verified=True, email__in=emails).values_list("email", "user")
        )
        self._addresses = dict(self._aliases(AliasKind.EMAIL, emails))
        self._names = {}
        for text, user in self._aliases(AliasKind.NAME, folded):
            self._names.setdefault(text, set()).add(user)
        return [self._match(report, person) for person in people]

    def _aliases(self, kind, texts):
        return Alias.objects.filter(kind=kind, text__in=texts).values_list("text", "user")

    def _match(self, report, person):
        found = ReportedPerson(report=report, name=person.name, email=person.email)
        if person.is_only_in_waiting_room:
            found.standing = Standing.WAITING_ROOM
            return found
        registration, by = self._surely(person)
        if registration:
            found.standing, found.registration_id, found.matched_by = Standing.MATCHED, registration, by
            return found
        is_somebody_else = person.email in self._accounts
        found.suggestions = [] if is_somebody_else else self._index.suggest(person.name)
        found.standing = Standing.TO_CONFIRM if found.suggestions else Standing.UNREGISTERED
        return found

    def _surely(self, person):
        """(registration, how), or nothing. An account's own address goes before what was confirmed of it once."""
        if person.email in self._accounts:
            return self._by_user.get(self._accounts[person.email]), Match.EMAIL
        if person.email:
            return self._by_user.get(self._addresses.get(person.email)), Match.ALIAS
        folded = names.fold(person.name)
        known = [self._by_user[user] for user in self._names.get(folded, ()) if user in self._by_user]
        namesakes = self._index.called(folded) - set(known)
        return (known[0], Match.ALIAS) if len(known) == 1 and not namesakes else (None, "")
