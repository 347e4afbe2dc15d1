"""The demo's mailbox: every mail the portal would send, for staff, where DEMO is on."""

from functools import wraps

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mailing import kinds, preview
from mailing.models import Message

PER_PAGE = 30


def demo_staff_only(view):
    @wraps(view)
    def guarded(request, **kwargs):
        if not (settings.DEMO and request.user.is_staff):
            raise Http404
        return view(request, **kwargs)

    return require_safe(never_cache(guarded))


@demo_staff_only
def mail(request):
    query, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    mails = Message.objects.select_related("user").order_by("-id")
    if query:
        mails = mails.filter(Q(to__icontains=query) | Q(user__name__unaccent__icontains=query))
    if kind:
        mails = mails.filter(kind=kind)
    page = Paginator(mails, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "pathway/demo/mail.html",
        {"page": page, "query": query, "kind": kind, "kinds": kinds.all_kinds()},
    )


@demo_staff_only
def mail_detail(request, pk):
    message = _filled(pk)
    return render(
        request,
        "pathway/demo/mail_detail.html",
        {"mail": message, "files": _files(message), "sandbox": preview.SANDBOX},
    )


@demo_staff_only
def mail_html(request, pk):
    return preview.html_response(_filled(pk))


@demo_staff_only
def mail_file(request, pk, index):
    files = _files(_filled(pk))
    if index >= len(files):
        raise Http404
    name, content, mime_type = files[index]
    return HttpResponse(
        content,
        content_type=mime_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _filled(pk):
    return preview.filled(get_object_or_404(Message.objects.select_related("user"), pk=pk))


def _files(message):
    return [] if message.is_forgotten else kinds.get(message.kind).attachments(message)
