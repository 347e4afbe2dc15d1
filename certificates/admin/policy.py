from django.contrib import admin
from django.shortcuts import redirect

from accounts import audit
from certificates.models import Policy


@admin.register(Policy)
class PolicyAdmin(admin.ModelAdmin):
    """One row, always there: the list leads to it."""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        return redirect("admin:certificates_policy_change", 1)

    def get_object(self, request, object_id, from_field=None):
        return Policy.current()

    def save_model(self, request, obj, form, change):
        obj.save()
        audit.record("policy.changed", obj, by=request.user, **form.cleaned_data)
