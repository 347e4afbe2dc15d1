"""Who has a stake in a case, computed from the records. It is better to find one too many, which an editor can lift."""

from django.db.models import Exists, OuterRef, Q

from accounts import audit
from accounts.models import User
from cases import blind
from cases.models import Case, CaseRole, Review, Stake, StakeKind

# A word as short as this ("of", "St") tells no workplace from another.
SHORTEST = 2
# As many words of a shorter name must be in the longer one: "Kraków" alone is the name of many workplaces.
FEWEST = 2


def keep_current(case, *, person=None):
    """Record what is found now, of everybody with a desk or of one person. Which stakes are new?

    Whoever holds the lock of the case calls this. Nothing ends by itself, else a changed profile would rid somebody of
    a stake: an editor lifts what is none, and what is lifted stays so.
    """
    known = set(Stake.objects.filter(case=case).values_list("person_id", "kind"))
    found = [
        Stake(case=case, person=somebody, kind=kind)
        for somebody, kind in _find(case, person)
        if (somebody.pk, kind) not in known
    ]
    for stake in found:
        stake.save()
        audit.record("case.stake_found", case, person=stake.person, kind=stake.kind)
    return found


def _find(case, person):
    emails, workplaces = _of_authors(case)
    for somebody in _with_desks(case, person):
        if _emails(somebody) & emails:
            yield somebody, StakeKind.ADDRESS
        own = _words(_workplace(somebody))
        if any(_is_same(own, other) for other in workplaces):
            yield somebody, StakeKind.WORKPLACE


def _with_desks(case, person):
    """Who checks, reviews or decides, who has ever reviewed this case, and everyone of the office."""
    roles = CaseRole.objects.in_force().filter(user=OuterRef("pk"))
    reviews = Review.objects.filter(revision__case=case, reviewer=OuterRef("pk"))
    people = User.objects.filter(Q(Exists(roles)) | Q(Exists(reviews)) | Q(is_staff=True), is_active=True)
    own = Case.objects.filter(pk=case.pk).values("author")
    named = case.authors.filter(person__isnull=False).values("person")
    people = people.exclude(pk__in=own).exclude(pk__in=named)
    people = people.filter(pk=person.pk) if person else people
    return people.select_related("profile").prefetch_related("emailaddress_set").order_by("pk")


def _of_authors(case):
    """The addresses and the workplaces of all who are named, whether they have agreed or not."""
    authors = case.authors.select_related("person__profile").prefetch_related("person__emailaddress_set")
    people = {case.author, *(author.person for author in authors if author.person)}
    emails = {author.email.lower() for author in authors}.union(*(_emails(person) for person in people))
    names = {author.workplace for author in authors} | {_workplace(person) for person in people}
    return emails, {_words(name) for name in names}


def _emails(person):
    """Also those that were never confirmed: they tell who somebody is all the same."""
    return {person.email.lower(), *(row.email.lower() for row in person.emailaddress_set.all())}


def _workplace(person):
    return person.profile.workplace if hasattr(person, "profile") else ""


def _words(workplace):
    return frozenset(word for word in blind.telling_words(workplace) if len(word) > SHORTEST)


def _is_same(one, other):
    shorter, longer = sorted((one, other), key=len)
    return bool(shorter) and (shorter == longer or (len(shorter) >= FEWEST and shorter <= longer))
