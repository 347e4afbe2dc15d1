from django.contrib import admin
from django.contrib.admin.widgets import AdminIntegerFieldWidget
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from assessments.models import QuestionState, Topic


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    """What questions and resources are about. A topic with questions stays."""

    list_display = ["title", "slug", "order", "in_use", "drafts"]
    list_editable = ["order"]
    search_fields = ["title", "slug"]
    formfield_overrides = {
        models.PositiveSmallIntegerField: {
            "widget": AdminIntegerFieldWidget(attrs={"aria-label": _("order")})
        }
    }
    prepopulated_fields = {"slug": ["title"]}

    def get_queryset(self, request):
        usable = Q(questions__state__in=[QuestionState.LIVE, QuestionState.REVIEW])
        return (
            super()
            .get_queryset(request)
            .annotate(
                usable_count=Count("questions", filter=usable),
                draft_count=Count("questions", filter=Q(questions__state=QuestionState.DRAFT)),
            )
        )

    @admin.display(description=_("questions in use"), ordering="usable_count")
    def in_use(self, topic):
        return topic.usable_count

    @admin.display(description=_("drafts"), ordering="draft_count")
    def drafts(self, topic):
        return topic.draft_count
