"""Writing to people about replacements that are offered to them: an act of its own, after a look at how many it reaches."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from certificates import actions


@admin.action(description=_("Write to people about the replacement offered…"))
def mail_offers(model_admin, request, queryset):
    if not request.user.has_perm("certificates.change_award"):
        raise PermissionDenied
    awards = list(queryset)
    if "confirmed" in request.POST:
        sent = actions.mail_offers(awards=awards, by=request.user)
        text = ngettext("%(count)s mail is on its way.", "%(count)s mails are on their way.", sent)
        model_admin.message_user(request, text % {"count": sent}, messages.SUCCESS)
        return None
    told = actions.to_be_told(awards)
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Write to people about the replacement offered"),
        "opts": model_admin.opts,
        "chosen": awards,
        "told": told[:20],
        "number": len(told),
        "more": max(0, len(told) - 20),
        "untold": len(awards) - len(told),
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "certificates/admin_mail_offers.html", context)
