"""The pages of an attempt, for the person whose it is."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments import places
from assessments.models import Attempt


@require_safe
@never_cache
def review(request, public_id):
    attempts = Attempt.objects.visible_to(request.user).exclude(state="open").select_related("assessment")
    attempt = get_object_or_404(attempts, public_id=public_id)
    context = {"attempt": attempt, "place": places.find(attempt.assessment, request.user)}
    return render(request, "assessments/review.html", context)
