"""The rules, the parts of a case, and what cases are about."""

from django.contrib import admin
from django.shortcuts import redirect

from accounts import audit
from cases.models import Repository, Revision, Section, Topic


class KeptWhileUsed:
    """Mixed into what cases are stored under: it is switched off rather than deleted once a case has it."""

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or not self.is_used(obj))

    def get_actions(self, request):
        """Several are not deleted at once: each is asked about."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        verb = "changed" if change else "added"
        audit.record(f"case_{obj._meta.model_name}.{verb}", obj, by=request.user, fields=form.changed_data)

    def delete_model(self, request, obj):
        audit.record(f"case_{obj._meta.model_name}.deleted", obj, by=request.user, name=str(obj))
        super().delete_model(request, obj)


@admin.register(Repository)
class RepositoryAdmin(admin.ModelAdmin):
    """One row, always there: the list leads to it."""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        return redirect("admin:cases_repository_change", 1)

    def get_object(self, request, object_id, from_field=None):
        return Repository.current()

    def save_model(self, request, obj, form, change):
        obj.save()
        audit.record("case_repository.changed", obj, by=request.user, **form.cleaned_data)


@admin.register(Section)
class SectionAdmin(KeptWhileUsed, admin.ModelAdmin):
    """The key is chosen once: texts are stored under it."""

    list_display = ["title", "key", "most_words", "is_required", "is_active", "order"]
    list_filter = ["is_active", "is_required"]
    search_fields = ["title__unaccent", "key"]
    prepopulated_fields = {"key": ["title"]}

    def get_readonly_fields(self, request, obj=None):
        return ["key"] if obj else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def is_used(self, section):
        return Revision.objects.filter(content__sections__has_key=section.key).exists()


@admin.register(Topic)
class TopicAdmin(KeptWhileUsed, admin.ModelAdmin):
    """The key is chosen once: the addresses of searches hold it, and the index too."""

    list_display = ["name", "kind", "is_active", "order"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name__unaccent", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def get_readonly_fields(self, request, obj=None):
        return ["kind", "slug"] if obj else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def is_used(self, topic):
        return topic.revisions.exists()
