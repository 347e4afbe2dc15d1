"""What is stored about one's own learning."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from levels import records
from levels.models import LevelEnrolment

DAYS_ON_A_PAGE = 14


@require_safe
def record(request, number):
    mine = LevelEnrolment.objects.filter(enrolment__user=request.user, level__number=number)
    level = get_object_or_404(mine.select_related("level")).level
    evidence = records.of_level(request.user, level)
    page = Paginator(records.days_of(evidence), DAYS_ON_A_PAGE).get_page(request.GET.get("page"))
    if page.has_previous():
        page.previous_query = f"?page={page.previous_page_number()}"
    if page.has_next():
        page.next_query = f"?page={page.next_page_number()}"
    days = records.read(evidence, list(page))
    return render(request, "levels/record.html", {"level": level, "page": page, "days": days})
