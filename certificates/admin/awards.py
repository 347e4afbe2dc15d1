from django.contrib import admin
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from accounts.admin.readonly import ReadOnly
from certificates import actions
from certificates.admin import deeds, trails
from certificates.admin.filters import StandingFilter
from certificates.admin.offers import mail_offers
from certificates.durations import duration
from certificates.forms.certificates import KeepForm
from certificates.models import Award, Certificate

BREAK = mark_safe("<br>")
MAY = "certificates.change_award"


@admin.register(Award)
class AwardAdmin(ReadOnly, admin.ModelAdmin):
    """What people have earned: what waits, what is out and says something else by now, what is no longer earned."""

    list_display = ("title", "holder", "standing", "due", "lapsed_because")
    list_filter = (StandingFilter, "kind", ("due_at", admin.DateFieldListFilter))
    search_fields = ("holder__name__unaccent", "holder__email", "source")
    search_help_text = _("Name, with or without its accents, e-mail address, or what earned it.")
    list_per_page = 50
    list_select_related = ("holder",)
    show_full_result_count = False
    actions = [mail_offers]
    change_form_template = "certificates/admin_award.html"
    fieldsets = (
        (None, {"fields": ("title", "holder", "kind", "standing", "source")}),
        (_("Days"), {"fields": ("earned_at", "due_at", "name_confirmed_at", "issued_at", "offered_at")}),
        (_("No longer earned"), {"fields": ("lapsed_at", "lapsed_because", "kept_at", "kept_because")}),
        (_("What a new edition would say"), {"fields": ("today",)}),
        (_("What happened"), {"fields": ("editions", "trail")}),
    )
    readonly_fields = ("title", "standing", "today", "editions", "trail")

    def get_queryset(self, request):
        editions = Certificate.objects.select_related("replacement").order_by("edition")
        return super().get_queryset(request).prefetch_related(Prefetch("certificates", editions))

    def get_urls(self):
        view = self.admin_site.admin_view(self.keep_view)
        return [path("<int:pk>/keep/", view, name="certificates_award_keep"), *super().get_urls()]

    def render_change_form(self, request, context, **kwargs):
        valid = _valid(context["original"])
        context["certificate"] = valid
        context["may_keep"] = valid and context["original"].lapsed_at and request.user.has_perm(MAY)
        context["may_decide"] = valid and request.user.has_perm("certificates.change_certificate")
        return super().render_change_form(request, context, **kwargs)

    def keep_view(self, request, pk):
        deeds.refuse_without(request, MAY)
        award = get_object_or_404(self.get_queryset(request).select_related("holder"), pk=pk)
        return deeds.page(
            self,
            request,
            form=KeepForm(request.POST or None),
            act=lambda form: actions.keep(award=award, by=request.user, **form.cleaned_data),
            done=_("The certificate stays valid."),
            back=reverse("admin:certificates_award_change", args=[pk]),
            template="certificates/admin_keep.html",
            title=_("Keep it all the same"),
            award=award,
            certificate=_valid(award),
        )

    @admin.display(description=_("what"))
    def title(self, award):
        return award.facts["title"]

    @admin.display(description=_("to be issued on"), ordering="due_at")
    def due(self, award):
        return timezone.localtime(award.due_at).date()

    @admin.display(description=_("state"))
    def standing(self, award):
        if award.issued_at is None:
            return (
                _("waits for its day") if award.holder and award.holder.name else _("its holder has no name")
            )
        if _valid(award) is None:
            return _("revoked")
        if award.lapsed_at:
            return _("no longer earned: to decide")
        if award.offered_at:
            return _("replacement offered")
        return _("kept although no longer earned") if award.kept_at else _("issued")

    @admin.display(description=_("facts"))
    def today(self, award):
        facts = award.facts
        said = [facts["title"], facts["dates"], facts["place"], facts["role"]]
        return " · ".join([part for part in said if part] + [duration(facts["minutes"])])

    @admin.display(description=_("editions"))
    def editions(self, award):
        rows = [
            (reverse("admin:certificates_certificate_change", args=[row.pk]), row.number, row.holder_name)
            for row in award.certificates.all()
        ]
        return format_html_join(BREAK, '<a href="{}">{}</a> {}', rows) or _("none")

    @admin.display(description=_("each step"))
    def trail(self, award):
        return trails.table(award)


def _valid(award):
    """The edition that counts, of those that were fetched along."""
    return next((row for row in award.certificates.all() if row.is_valid), None)
