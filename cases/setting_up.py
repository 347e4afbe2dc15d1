"""What is wrong or odd about how the repository is run: whom it lacks. Editors see it on their desk."""

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import CaseRole, Role, Section, Topic


def findings(rules):
    """In sentences; none where all is well. The same few queries whatever there is."""
    people = _people()
    found = [*_checkers(rules, people), *_reviewers(rules, people), *_editors(people)]
    if not Section.objects.asked().exists():
        found.append(_("No part of a case is asked for: nobody can write one."))
    if not Topic.objects.filter(is_active=True).exists():
        found.append(_("There is no topic to choose: no case can be handed in."))
    if not rules.is_open:
        found.append(_("No new cases are taken at present."))
    return found


def _people():
    """Who holds which role today."""
    people = defaultdict(set)
    for role, person in CaseRole.objects.in_force().values_list("role", "user"):
        people[role].add(person)
    return people


def _checkers(rules, people):
    checkers = people[Role.PRIVACY]
    if not checkers:
        yield _("Nobody is a privacy checker: each case waits until an editor checks it.")
    elif len(checkers) == 1:
        yield ngettext(
            "Only one person checks for privacy. While that person is away, editors can check after %(days)s day.",
            "Only one person checks for privacy. While that person is away, editors can check after %(days)s days.",
            rules.days_to_check,
        ) % {"days": rules.days_to_check}


def _reviewers(rules, people):
    there, asked = len(people[Role.REVIEWER]), rules.reviewers_each
    if there < asked:
        yield ngettext(
            "A case is read by %(asked)s reviewers, and there is %(there)s.",
            "A case is read by %(asked)s reviewers, and there are %(there)s.",
            there,
        ) % {"asked": asked, "there": there}
    elif there == asked:
        yield _(
            "There are just as many reviewers as a case needs. Where one of them has a stake, nobody takes the place."
        )


def _editors(people):
    editors = people[Role.EDITOR]
    if not editors:
        yield _("Nobody is an editor: the office decides.")
    elif len(editors) == 1 and editors & people[Role.PRIVACY]:
        yield _(
            "The only editor checks for privacy as well. Appoint a second person: nobody should do both for a case."
        )
