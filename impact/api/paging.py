"""Long lists, a page at a time."""

from django.conf import settings
from django.core.paginator import Paginator
from ninja import Field, Schema


class Paging(Schema):
    page: int = Field(1, ge=1, le=10_000, description="From 1.")
    page_size: int = Field(50, ge=1, le=100)


def paged(request, rows, asked):
    """The parts of a page that say where it stands, and its rows. A page past the last is empty."""
    paginator = Paginator(rows, asked.page_size)
    is_there = asked.page <= paginator.num_pages
    about = {
        "count": paginator.count,
        "page": asked.page,
        "pages": paginator.num_pages,
        "next": _address(request, asked.page + 1) if asked.page < paginator.num_pages else None,
        "previous": _address(request, min(asked.page - 1, paginator.num_pages)) if asked.page > 1 else None,
    }
    return about, list(paginator.page(asked.page).object_list) if is_there else []


def _address(request, page):
    query = request.GET.copy()
    query["page"] = page
    return f"{settings.SITE_URL}{request.path}?{query.urlencode()}"
