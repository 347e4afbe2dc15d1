from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mailing import actions, preview
from mailing.models import Message, MessageState
from mailing.templatetags.mail import kind_title


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    """The outbox is read here. What has happened is never edited; what to do about it are the two actions."""

    list_display = ("kind_title", "to", "state", "due_at", "sent_at", "attempts", "error")
    list_filter = ("state", "kind", ("created_at", admin.DateFieldListFilter))
    search_fields = ("to", "key", "user__name__unaccent")
    date_hierarchy = "created_at"
    list_select_related = ("user",)
    list_per_page = 50
    show_full_result_count = False
    actions = ("send_again", "mark_as_sent")
    change_list_template = "mailing/admin_change_list.html"
    fieldsets = (
        (None, {"fields": ("kind_title", "user", "to", "language", "state", "error")}),
        (_("When"), {"fields": ("created_at", "due_at", "claimed_at", "sent_at", "attempts", "edition")}),
        (_("What it says"), {"fields": ("subject_now", "text_now", "html_now")}),
        (_("Where it comes from"), {"fields": ("key", "kind", "secret")}),
    )
    readonly_fields = ("kind_title", "subject_now", "text_now", "html_now")

    class Media:
        css = {"all": ("css/mail.css",)}

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_decide_permission(self, request):
        return request.user.has_perm("mailing.change_message")

    def get_urls(self):
        html = path("<int:pk>/html/", self.admin_site.admin_view(self.html_view), name="mailing_message_html")
        return [html, *super().get_urls()]

    def html_view(self, request, pk):
        return preview.html_response(get_object_or_404(self.get_queryset(request), pk=pk))

    def changelist_view(self, request, extra_context=None):
        counts = Message.objects.aggregate(
            unknown=Count("pk", filter=Q(state=MessageState.UNKNOWN)),
            failed=Count("pk", filter=Q(state=MessageState.FAILED)),
        )
        counts["overdue"] = Message.objects.overdue().count()
        return super().changelist_view(request, {"counts": counts} | (extra_context or {}))

    @admin.display(description=_("mail"), ordering="kind")
    def kind_title(self, message):
        return kind_title(message.kind)

    @admin.display(description=_("subject"))
    def subject_now(self, message):
        return preview.filled(message).subject

    @admin.display(description=_("text"))
    def text_now(self, message):
        return preview.filled(message).text

    @admin.display(description=_("HTML"))
    def html_now(self, message):
        if preview.filled(message).html:
            return preview.frame(reverse("admin:mailing_message_html", args=[message.pk]))
        return _("Nothing is kept of what it said.")

    @admin.action(description=_("Send again"), permissions=["decide"])
    def send_again(self, request, queryset):
        self._decide(request, queryset, actions.send_again)

    @admin.action(description=_("Mark as sent: it is known to have arrived"), permissions=["decide"])
    def mark_as_sent(self, request, queryset):
        self._decide(request, queryset, actions.mark_as_sent)

    def _decide(self, request, queryset, action):
        done = 0
        for message in queryset:
            try:
                action(message=message, by=request.user)
            except ValidationError as error:
                self.message_user(request, f"{message}: {error.message}", messages.WARNING)
            else:
                done += 1
        if done:
            self.message_user(
                request, ngettext("Done for %(n)d mail.", "Done for %(n)d mails.", done) % {"n": done}
            )
