from django.contrib import admin

from accounts.admin.readonly import ReadOnly
from cases.models import Author, Case


class AuthorInline(ReadOnly, admin.TabularInline):
    model = Author
    fields = ["order", "name", "workplace", "asked_at", "agreed_at", "declined_at"]


@admin.register(Case)
class CaseAdmin(ReadOnly, admin.ModelAdmin):
    """To look at only, and without the texts: authors write their own, and editors decide on their own pages.

    Like everywhere else, nobody finds here what one has a stake in, and drafts are nobody's but their authors'.
    """

    list_display = ["code", "author", "state", "state_since", "submitted_at", "is_sample"]
    list_filter = ["state", "is_sample"]
    list_select_related = ["author"]
    search_fields = ["code", "author__name__unaccent", "author__email"]
    inlines = [AuthorInline]

    def get_queryset(self, request):
        return super().get_queryset(request).edited_by(request.user)
