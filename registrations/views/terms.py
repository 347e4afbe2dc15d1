"""A coordinator whose term ended while a form was open: told so, and given back what was typed."""

from django.shortcuts import render
from django.utils import timezone

from hubs.models import Membership


def ended_term(user, hub):
    """The last term of this person at this hub, if it is over; None for everybody else."""
    terms = Membership.objects.filter(user=user, hub=hub, ends_on__lt=timezone.localdate())
    return terms.select_related("hub").order_by("-ends_on").first()


def show_what_was_typed(request, term, form, team):
    """Nothing is saved. Labels and words, to copy and pass on to who runs the hub now."""
    typed = [(field.label, form.data.get(field.html_name, "")) for field in form.visible_fields()]
    for row in team.forms:
        typed += [(f"{field.label} ({_number(row)})", field.data or "") for field in row.visible_fields()]
    context = {"term": term, "typed": [(label, words) for label, words in typed if words]}
    return render(request, "registrations/term_over.html", context, status=403)


def _number(row):
    return int(row.prefix.rsplit("-", 1)[1]) + 1
