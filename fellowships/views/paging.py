"""Long lists, a page at a time; the other words of the address stay."""

from django.core.paginator import Paginator


def page_of(request, rows, size, count):
    """The page that the address asks for; `count` is known already."""
    paginator = Paginator(rows, size)
    paginator.count = count
    page = paginator.get_page(request.GET.get("page"))
    if page.has_previous():
        page.previous_query = _query(request, page.previous_page_number())
    if page.has_next():
        page.next_query = _query(request, page.next_page_number())
    return page


def _query(request, number):
    query = request.GET.copy()
    query["page"] = number
    return f"?{query.urlencode()}"
