from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse

from accounts import audit
from impact.models import MorningRules


@admin.register(MorningRules)
class MorningRulesAdmin(admin.ModelAdmin):
    """The one set there is: the list leads straight to it."""

    def changelist_view(self, request, extra_context=None):
        return redirect(reverse("admin:impact_morningrules_change", args=[1]))

    def get_object(self, request, object_id, from_field=None):
        return MorningRules.today()

    def save_model(self, request, obj, form, change):
        obj.save()
        audit.record("morning_rules.changed", obj, by=request.user, **form.cleaned_data)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
