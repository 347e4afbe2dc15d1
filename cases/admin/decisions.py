from django.contrib import admin

from accounts.admin.readonly import ReadOnly
from cases.models import Case, Decision


@admin.register(Decision)
class DecisionAdmin(ReadOnly, admin.ModelAdmin):
    """Who decided what, when, on how many reviews. Where somebody has a stake, the decision is not listed."""

    fields = ["revision", "judgement", "editor", "decided_at", "reviews", "because"]
    list_display = ["revision", "judgement", "editor", "decided_at", "reviews"]
    list_filter = ["judgement"]
    list_select_related = ["revision__case", "editor"]
    search_fields = ["revision__case__code"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(revision__case__in=Case.objects.edited_by(request.user))
