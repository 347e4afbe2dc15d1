"""Where one person stands with one level, and what staff decide about it: sign off, exempt, move, take back."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.admin.readonly import ReadOnly
from levels import certification, standing
from levels.actions import certifying, completion, exemptions, signing
from levels.models import Completion, Exemption, LevelEnrolment, RequirementKind, RequirementSet

CHANGE = "admin:levels_levelenrolment_change"


class StandingFilter(admin.SimpleListFilter):
    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("completed", _("completed")),
            ("under_way", _("under way")),
            ("no_longer", _("completed, and no longer met")),
            ("to_sign_off", _("only a signature is missing")),
        ]

    def queryset(self, request, queryset):
        if self.value() == "completed":
            return queryset.exclude(completed_at=None)
        if self.value() == "under_way":
            return queryset.filter(completed_at=None)
        if self.value() == "to_sign_off":
            return queryset.to_sign_off()
        return queryset.no_longer_met() if self.value() == "no_longer" else queryset


@admin.register(LevelEnrolment)
class LevelEnrolmentAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["person", "level", "version", "how_far", "score_in_words", "completed_at", "still_met"]
    list_filter = ["level", StandingFilter, "requirements"]
    list_select_related = ["enrolment__user", "level", "requirements"]
    search_fields = ["enrolment__user__name__unaccent", "enrolment__user__email"]
    search_help_text = _("Name or e-mail, with or without accents.")
    ordering = ["-completed_at", "pk"]
    list_per_page = 50
    fields = ["person", "level", "opened_at", "version", "score_in_words", "completed_at", "taken_back"]
    readonly_fields = fields
    change_form_template = "levels/requirements/standing.html"

    def get_urls(self):
        deed = path(
            "<int:pk>/deed/<str:name>/",
            self.admin_site.admin_view(self.deed_view),
            name="levels_levelenrolment_deed",
        )
        return [deed, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.get_object(request, object_id)
        shown = {} if row is None else self._whole(request, row)
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    def _whole(self, request, row):
        lines = standing.lines(row)
        asked = list(row.exemptions.select_related("asked_by", "decided_by").order_by("asked_at"))
        waiting = {exemption.key for exemption in asked if exemption.decided_at is None}
        newest = RequirementSet.objects.newest().filter(level=row.level).first()
        return {
            "headings": standing.headings(row),
            "short": standing.in_short(row),
            "exemptable": [line for line in lines if not line.is_met and line.key not in waiting],
            "exemptions": asked,
            "sign_off": RequirementKind.SIGN_OFF.value,
            "newest": newest if newest and newest != row.requirements and not row.completed_at else None,
            "no_longer": row.completed_at and not row.standing.get("is_met"),
            "uncertified": Completion.objects.filter(level_enrolment=row, by_staff=True).exists()
            and not certification.is_earned(row),
            "may": self._has_right(request),
        }

    def deed_view(self, request, pk, name):
        """Buttons and small forms of the page: each is one deed, and says what came of it."""
        if request.method != "POST" or not self._has_right(request) or name not in _DEEDS:
            raise PermissionDenied
        row = get_object_or_404(LevelEnrolment.objects.select_related("enrolment__user", "level"), pk=pk)
        try:
            text = _DEEDS[name](row, request.POST, request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, text)
        return redirect(CHANGE, pk)

    def _has_right(self, request):
        return request.user.has_perm("levels.change_levelenrolment")

    @admin.display(description=_("person"), ordering="enrolment__user__name")
    def person(self, row):
        return row.enrolment.user

    @admin.display(description=_("version"), ordering="requirements__number")
    def version(self, row):
        return row.requirements.number if row.requirements else _("nothing is asked yet")

    @admin.display(description=_("requirements met"))
    def how_far(self, row):
        return standing.in_short(row) if row.standing else ""

    @admin.display(description=_("score"), ordering="score")
    def score_in_words(self, row):
        return "–" if row.score is None else standing.percent(row.score)

    @admin.display(description=_("still met"), boolean=True)
    def still_met(self, row):
        return row.standing.get("is_met", False) if row.completed_at else None

    @admin.display(description=_("taken back"))
    def taken_back(self, row):
        return standing.taken_back(row) or _("no")


def _sign_off(row, data, by):
    signing.sign_off(level_enrolment=row, key=data.get("key", ""), holds=True, by=by)
    return _("Signed off.")


def _take_signature_back(row, data, by):
    signing.sign_off(level_enrolment=row, key=data.get("key", ""), holds=False, by=by)
    return _("The signature is taken back.")


def _ask_for_exemption(row, data, by):
    exemptions.ask_for_exemption(
        level_enrolment=row, key=data.get("key", ""), reason=data.get("reason", ""), by=by
    )
    return _("Asked for. It counts once somebody else of the staff has granted it.")


def _grant(row, data, by):
    exemptions.decide_exemption(exemption=_exemption(row, data), is_granted=True, by=by)
    return _("Granted. The person is told by mail.")


def _refuse(row, data, by):
    exemptions.decide_exemption(exemption=_exemption(row, data), is_granted=False, by=by)
    return _("Refused. Nothing changes for the person.")


def _exemption(row, data):
    key = data.get("exemption", "")
    return get_object_or_404(row.exemptions, pk=int(key) if key.isdigit() else 0)


def _take_back(row, data, by):
    completion.take_back(level_enrolment=row, reason=data.get("reason", ""), by=by)
    return _("Taken back. The person is told why by mail.")


def _certify(row, data, by):
    certifying.certify(level_enrolment=row, by=by)
    return _("Noted. The certificate is issued after the days in which the person can look at the name.")


_DEEDS = {
    "sign-off": _sign_off,
    "take-signature-back": _take_signature_back,
    "ask-for-exemption": _ask_for_exemption,
    "grant": _grant,
    "refuse": _refuse,
    "take-back": _take_back,
    "certify": _certify,
}


@admin.register(Exemption)
class ExemptionAdmin(ReadOnly, admin.ModelAdmin):
    """Asked for and decided on the page of the person's level; here they stand together."""

    list_display = ["where", "key", "reason", "asked_by", "asked_at", "is_granted", "decided_by"]
    list_filter = [("decided_at", admin.EmptyFieldListFilter), "is_granted", "level_enrolment__level"]
    list_select_related = [
        "level_enrolment__enrolment__user",
        "level_enrolment__level",
        "asked_by",
        "decided_by",
    ]
    ordering = ["decided_at", "asked_at"]
    list_display_links = None

    @admin.display(description=_("person and level"))
    def where(self, exemption):
        url = reverse(CHANGE, args=[exemption.level_enrolment_id])
        return format_html('<a href="{}">{}</a>', url, exemption.level_enrolment)
