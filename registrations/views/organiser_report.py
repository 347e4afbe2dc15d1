"""The report on an event for its accreditors: for staff, and for coordinators at events of their hub."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import audit
from registrations.models import Event
from registrations.organiser_report import attendance, facts, pdf, xlsx

TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@never_cache
@require_safe
def organiser_report(request, slug, form):
    if form not in TYPES:
        raise Http404
    events = Event.objects.manageable_by(request.user).select_related("hub", "level__pathway", "evaluation")
    event = get_object_or_404(events, slug=slug)
    report = facts.gather(event)
    with_names = form == "xlsx" and request.user.is_staff and attendance.is_asked_for(event)
    if form == "pdf":
        content = pdf.render(report)
    else:
        content = xlsx.render(report, attendance.rows(event) if with_names else None)
    audit.record("event.reported", event, by=request.user, form=form, with_names=with_names)
    headers = {"Content-Disposition": f'attachment; filename="report-{event.slug}.{form}"'}
    return HttpResponse(content, content_type=TYPES[form], headers=headers)
