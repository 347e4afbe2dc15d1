"""Pages for everyone. Those who are not signed in cost no session, and get the same page as everybody else."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from certificates.credit import saying
from fellowships.models import Call
from hubs.models import Hub
from levels import crediting
from levels.models import (
    ActivityKind,
    Enrolment,
    FurtherReading,
    Level,
    Module,
    OutcomeGroup,
    Pathway,
    Section,
)
from pathway import facts, hub_home, page_views, timeline


@login_not_required
@require_safe
@page_views.counted
def home(request):
    pathway = Pathway.objects.with_points().annotate(views=page_views.total_of(request.path)).first()
    if pathway is None:
        return render(request, "pathway/not_loaded.html")
    levels, events = list(pathway.levels.with_lines()), list(facts.public_events())
    calls, today = list(Call.objects.coming().order_by("pk")), timezone.localdate()
    found = timeline.milestones(pathway, levels, events, calls)
    past, to_come = timeline.in_order(found, today)
    context = {
        "pathway": pathway,
        "levels": levels,
        "drawing": timeline.draw(found, pathway.starts_on, pathway.ends_on, today),
        "past": past,
        "to_come": to_come,
        "today": today if pathway.starts_on <= today <= pathway.ends_on else None,
        "open_to_everyone": facts.open_to_everyone(levels, events),
        "kept": list(facts.kept_for_countries(events)),
        "calls": calls,
        "hubs": facts.with_seats(Hub.objects.open(), events),
        "directors": list(pathway.directors.of_the_pathway()),
        "local": [point["text"] for point in pathway.points if point["section"] == Section.LOCAL],
        "advantages": [point["text"] for point in pathway.points if point["section"] == Section.ADVANTAGE],
        "is_enrolled": _is_enrolled(request.user),
    }
    return render(request, "pathway/home.html", context)


@login_not_required
@require_safe
@page_views.counted
def level(request, number):
    levels = Level.objects.select_related("pathway").annotate(
        views=page_views.total_of(request.path),
        syllabus=Module.objects.as_syllabus(),
        accredited=saying.fetched("levels"),
    )
    level = get_object_or_404(levels, number=number)
    activities = list(level.activities.all())
    events = list(facts.public_events().filter(level=level))
    may_learn = _is_open_to(request.user, level)
    context = {
        "level": level,
        "levels": list(level.pathway.levels.all()),
        "activities": activities,
        "outcomes": _by_tier(level.outcomes.all()),
        "directors": list(level.directors.all()),
        "accredited": crediting.said_of(level, sum(module["mandatory"] for module in level.syllabus)),
        "central_events": [event for event in events if event.hub_id is None],
        "hub_events": [event for event in events if event.hub_id],
        "has_national_events": any(activity.kind == ActivityKind.NATIONAL for activity in activities),
        "has_assessment": any(activity.kind == ActivityKind.ASSESSMENT for activity in activities),
        "is_enrolled": may_learn or _is_enrolled(request.user),
        "may_learn": may_learn,
    }
    return render(request, "pathway/level.html", context)


@login_not_required
@require_safe
@page_views.counted
def hub_list(request):
    events = list(facts.public_events())
    pathway = Pathway.objects.with_points().first()
    context = {
        "hubs": facts.with_seats(Hub.objects.open(), events),
        "local": [point["text"] for point in pathway.points if point["section"] == Section.LOCAL]
        if pathway
        else [],
        "kept": list(facts.kept_for_countries(events)),
    }
    return render(request, "hubs/hub_list.html", context)


@login_not_required
@require_safe
@page_views.counted
def hub(request, code):
    if code != code.lower():
        return redirect("hub", code.lower(), permanent=True)
    hub = get_object_or_404(hub_home.hubs_to_show(Hub.objects.open()), country=code.upper())
    return render(request, "hubs/hub.html", hub_home.context_of(hub))


@login_not_required
@require_safe
def contact(request):
    context = {"pathway": Pathway.objects.first(), "hubs": list(Hub.objects.open().exclude(contact_email=""))}
    return render(request, "pathway/contact.html", context)


@login_not_required
@require_safe
@page_views.counted
def more(request):
    return render(request, "pathway/more.html", {"links": list(FurtherReading.objects.filter(is_shown=True))})


@login_not_required
@require_safe
def privacy(request):
    return render(request, "pathway/privacy.html", {"pathway": Pathway.objects.first()})


@login_not_required
@require_safe
def accessibility(request):
    return render(request, "pathway/accessibility.html", {"pathway": Pathway.objects.first()})


def _is_enrolled(user):
    return user.is_authenticated and Enrolment.objects.filter(user=user).exists()


def _is_open_to(user, level):
    return user.is_authenticated and level.enrolments.filter(enrolment__user=user).exists()


def _by_tier(outcomes):
    """The outcomes under the names of their tiers, in the order of the tiers; empty tiers are left out."""
    texts = {tier: [] for tier in OutcomeGroup.values}
    for outcome in outcomes:
        texts[outcome.tier].append(outcome.text)
    return [
        {"tier": tier, "name": OutcomeGroup(tier).label, "texts": found}
        for tier, found in texts.items()
        if found
    ]
