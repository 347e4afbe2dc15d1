"""The bank as staff see it: the list is Django's, the pages behind it are our own (views/bank.py)."""

from django.contrib import admin
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import path
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessments import drafts, lint
from assessments.admin.filters import FlawFilter, KindFilter, WorkFilter
from assessments.models import AttemptQuestion, Kind, Question, QuestionVersion
from assessments.views import bank, files


def _newest(field):
    versions = QuestionVersion.objects.filter(question=OuterRef("pk")).order_by("-number")
    return Subquery(versions.values(field)[:1])


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):
    list_display = ["asks", "filed_under", "kind", "stands", "uses", "flaw_count"]
    list_filter = [
        "state",
        "topic",
        "tier",
        "difficulty",
        KindFilter,
        FlawFilter,
        WorkFilter,
        "is_sample",
    ]
    list_select_related = ["topic"]
    list_per_page = 50
    search_fields = ["code", "versions__prompt", "versions__vignette", "versions__options__text"]
    search_help_text = _("Code, vignette, question and options")
    actions = ["export_questions", "look_again"]
    change_list_template = "assessments/bank/list.html"

    def get_queryset(self, request):
        uses = AttemptQuestion.objects.filter(version__question=OuterRef("pk")).order_by()
        counted = uses.values("version__question").annotate(n=Count("attempt")).values("n")
        return (
            super()
            .get_queryset(request)
            .annotate(
                newest_kind=_newest("kind"),
                newest_number=_newest("number"),
                newest_prompt=_newest("prompt"),
                newest_published=_newest("published_at"),
                use_count=Coalesce(Subquery(counted), 0),
            )
        )

    def get_urls(self):
        def page(route, view, name):
            wrapped = self.admin_site.admin_view(view)
            return path(route, wrapped, name=f"assessments_question_{name}")

        pages = [
            page("import/", files.upload, "import"),
            page("import/confirm/", files.confirm, "import_confirm"),
            page("export/", files.export, "export"),
            page("add/", bank.add, "add"),
            page("<int:pk>/change/", bank.desk, "change"),
            page("<int:pk>/write/", bank.write, "write"),
            page("<int:pk>/preview/<int:number>/", bank.preview, "preview"),
            page("<int:pk>/changes/<int:number>/", bank.changes, "changes"),
            page("<int:pk>/file/", bank.file_under, "file"),
            page("<int:pk>/revise/", bank.revise, "revise"),
            page("<int:pk>/publish/<int:number>/", bank.publish, "publish"),
            page("<int:pk>/discard/<int:number>/", bank.discard, "discard"),
            page("<int:pk>/review/", bank.review, "review"),
            page("<int:pk>/retire/", bank.retire, "retire"),
            page("<int:pk>/back/", bank.back_in_use, "back"),
        ]
        return [*pages, *super().get_urls()]

    def has_delete_permission(self, request, obj=None):
        """A draft is thrown away on its page; what people were asked is retired, never deleted."""
        return False

    @admin.action(description=_("Export"), permissions=["view"])
    def export_questions(self, request, queryset):
        return files.export_page(request, queryset)

    @admin.action(description=_("Look for flaws again"), permissions=["change"])
    def look_again(self, request, queryset):
        """The lint may have learned something since the questions were saved."""
        newest = QuestionVersion.objects.filter(pk__in=queryset.values(newest_pk=_newest("pk")))
        changed = []
        for version in newest.select_related("question__topic").prefetch_related("options", "items"):
            version.question.flaws = lint.codes(drafts.of_version(version))
            changed.append(version.question)
        Question.objects.bulk_update(changed, ["flaws"])
        done = ngettext("%(count)s question looked at.", "%(count)s questions looked at.", len(changed))
        self.message_user(request, done % {"count": len(changed)})

    @admin.display(description=_("question"), ordering="code")
    def asks(self, question):
        prompt = Truncator(question.newest_prompt).chars(90)
        return format_html('{}<br><span class="quiet">{}</span>', question.code, prompt)

    @admin.display(description=_("filed under"), ordering="topic__order")
    def filed_under(self, question):
        demands = f"{question.get_tier_display()}, {question.get_difficulty_display().lower()}"
        return format_html('{}<br><span class="quiet">{}</span>', question.topic, demands)

    @admin.display(description=_("kind"), ordering="newest_kind")
    def kind(self, question):
        return Kind(question.newest_kind).label

    @admin.display(description=_("state"), ordering="state")
    def stands(self, question):
        version = _("version %(number)s") % {"number": question.newest_number}
        if not question.newest_published and question.current_id:
            version = _("version %(number)s waits to be published") % {"number": question.newest_number}
        return format_html('{}<br><span class="quiet">{}</span>', question.get_state_display(), version)

    @admin.display(description=_("attempts"), ordering="use_count")
    def uses(self, question):
        return question.use_count

    @admin.display(description=_("flaws"), ordering="flaws__len")
    def flaw_count(self, question):
        titles = [str(lint.TITLES.get(code, code)) for code in question.flaws]
        return f"{len(titles)}: {', '.join(titles)}" if titles else "0"
