"""A page of its own for each thing the office does to a certificate: what it means, a reason, and back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.template.response import TemplateResponse


def page(admin, request, *, form, act, done, back, template, **context):
    """Ask, act and go back. What the action refuses, as somebody else was faster perhaps, is said on the page."""
    if form.is_valid():
        try:
            act(form)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            admin.message_user(request, done, messages.SUCCESS)
            return redirect(back)
    context |= admin.admin_site.each_context(request) | {"form": form, "opts": admin.opts, "back": back}
    return TemplateResponse(request, template, context)


def refuse_without(request, permission):
    if not request.user.has_perm(permission):
        raise PermissionDenied
