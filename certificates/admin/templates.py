from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from accounts.admin.readonly import ReadOnly
from certificates.actions import templating
from certificates.document import rendering, samples
from certificates.forms.templates import LookForm, WordsForm
from certificates.models import Kind, Language, Template

PAGE = "admin:certificates_template_change"


@admin.register(Template)
class TemplateAdmin(ReadOnly, admin.ModelAdmin):
    """Versions: a draft is written on pages of its own, a published one is looked at."""

    list_display = ("__str__", "note", "state", "published_at", "published_by")
    list_select_related = ("published_by",)
    fields = ("number", "note", "state", "published_at", "published_by", "accent", "has_logo")
    change_form_template = "certificates/admin_template.html"
    change_list_template = "certificates/admin_templates.html"

    def get_urls(self):
        pages = [
            ("new/", self.new, "new"),
            ("<int:pk>/look/", self.look, "look"),
            ("<int:pk>/words/<str:language>/", self.words, "words"),
            ("<int:pk>/preview/<str:kind>-<str:language>.pdf", self.preview, "preview"),
            ("<int:pk>/publish/", self.publish, "publish"),
            ("<int:pk>/discard/", self.discard, "discard"),
        ]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"certificates_template_{name}")
            for route, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def get_queryset(self, request):
        newest = Template.objects.exclude(published_at=None).order_by("-number")
        return super().get_queryset(request).annotate(in_use=Subquery(newest.values("pk")[:1]))

    def render_change_form(self, request, context, **kwargs):
        context |= {
            "may_write": may_write(request),
            "is_draft": context["original"].published_at is None,
            "languages": Language.choices,
            "kinds": Kind.choices,
        }
        return super().render_change_form(request, context, **kwargs)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"may_write": may_write(request)} | (extra_context or {}))

    def new(self, request):
        must_write(request)
        if request.method != "POST":
            return redirect("admin:certificates_template_changelist")
        draft = templating.new_version(by=request.user)
        return redirect(PAGE, draft.pk)

    def look(self, request, pk):
        template = self._to_write(request, pk)
        form = LookForm(
            request.POST or None,
            request.FILES or None,
            initial={"note": template.note, "accent": template.accent},
        )
        if form.is_valid() and self._done(request, form, lambda: dressed(template, form, request.user)):
            return redirect(PAGE, pk)
        return self._page(request, template, "look", _("Look of %(version)s"), form=form)

    def words(self, request, pk, language):
        if language not in Language.values:
            raise Http404
        template = self._to_write(request, pk) if request.method == "POST" else self._to_see(request, pk)
        form = WordsForm(template, language, request.POST or None)
        if form.is_valid() and self._done(
            request, form, lambda: reworded(template, language, form, request.user)
        ):
            return redirect("admin:certificates_template_words", pk, language)
        heading = _("Words of %(version)s")
        label = Language(language).label
        writes = may_write(request) and template.published_at is None
        return self._page(
            request,
            template,
            "words",
            heading,
            form=form,
            language=label,
            languages=Language.choices,
            writes=writes,
        )

    def preview(self, request, pk, kind, language):
        template = self._to_see(request, pk)
        if kind not in Kind.values or language not in Language.values:
            raise Http404
        kind = Kind(kind)
        pdf = rendering.sample(samples.certificate(template, kind), language, samples.credits(kind))
        name = f"preview-{template.number}-{kind}-{language}.pdf"
        return HttpResponse(
            pdf,
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"},
        )

    def publish(self, request, pk):
        template = self._to_write(request, pk)
        said = _("Published. Certificates are made with it from now on.")
        if request.method == "POST" and self._told(
            request, lambda: templating.publish(template=template, by=request.user), said
        ):
            return redirect(PAGE, pk)
        return self._page(request, template, "publish", _("Publish %(version)s"))

    def discard(self, request, pk):
        template = self._to_write(request, pk)
        said = _("The draft is thrown away.")
        if request.method == "POST" and self._told(
            request, lambda: templating.discard(template=template, by=request.user), said
        ):
            return redirect("admin:certificates_template_changelist")
        return self._page(request, template, "discard", _("Throw %(version)s away"))

    def _to_see(self, request, pk):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(Template, pk=pk)

    def _to_write(self, request, pk):
        must_write(request)
        return get_object_or_404(Template, pk=pk)

    def _done(self, request, form, act):
        """Whether it could be done; what keeps it from that is said in the form."""
        try:
            act()
        except ValidationError as error:
            form.add_error(None, error.messages)
            return False
        self.message_user(request, _("Saved."), messages.SUCCESS)
        return True

    def _told(self, request, act, said):
        try:
            act()
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return False
        self.message_user(request, said, messages.SUCCESS)
        return True

    def _page(self, request, template, name, title, **more):
        context = self.admin_site.each_context(request) | {
            "title": title % {"version": template},
            "template": template,
            "back": reverse(PAGE, args=[template.pk]),
            "opts": self.opts,
            **more,
        }
        return TemplateResponse(request, f"certificates/admin_template_{name}.html", context)

    @admin.display(description=_("state"))
    def state(self, template):
        if template.published_at is None:
            return _("draft")
        return _("in use") if template.pk == template.in_use else _("used for what was issued then")

    @admin.display(description=_("logo"), boolean=True)
    def has_logo(self, template):
        return bool(template.logo)


def may_write(request):
    return request.user.has_perm("certificates.change_template")


def must_write(request):
    if not may_write(request):
        raise PermissionDenied


def dressed(template, form, by):
    facts = form.cleaned_data
    logo = b"" if facts["without_logo"] else facts["logo"] or template.logo
    return templating.dress(
        template=template, by=by, note=facts["note"], accent=facts["accent"], logo=bytes(logo)
    )


def reworded(template, language, form, by):
    return templating.reword(
        template=template, by=by, language=language, words=form.words(), seen=form.cleaned_data["seen"]
    )
