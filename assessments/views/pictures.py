"""Pictures of questions: for whom the question was given to, and for staff."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from assessments import pictures
from assessments.models import AttemptQuestion, QuestionVersion


@require_safe
def picture(request, pk):
    version = get_object_or_404(QuestionVersion.objects.exclude(image=""), pk=pk)
    given = AttemptQuestion.objects.filter(version=version, attempt__person=request.user)
    if not request.user.is_staff and not given.exists():
        raise Http404
    response = FileResponse(version.image.open("rb"), content_type=pictures.content_type(version.image.name))
    # The words of a version that was given out never change, nor does its picture; those of a draft may.
    response["Cache-Control"] = "private, max-age=86400" if version.frozen_at else "private, no-store"
    return response
