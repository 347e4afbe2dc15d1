"""Host centres in public: the list with its search, and the page of each."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from fellowships.directory import Directory, with_offerings
from fellowships.models import Centre


@login_not_required
@require_safe
def centres(request):
    directory = Directory(Centre.objects.public(), request.GET)
    return render(request, "fellowships/centres/list.html", {"directory": directory})


@login_not_required
@require_safe
def centre(request, slug):
    centre = get_object_or_404(with_offerings(Centre.objects.visible_to(request.user)), slug=slug)
    speaks_for_it = Centre.objects.manageable_by(request.user).filter(pk=centre.pk).exists()
    return render(
        request, "fellowships/centres/centre.html", {"centre": centre, "speaks_for_it": speaks_for_it}
    )
