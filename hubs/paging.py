"""Long lists, a page at a time. A page may hold several such lists, each under its own name in the address."""

from django.core.paginator import Paginator


def page_of(request, name, rows, size, count=None):
    """The page that the address asks for. `count` spares a query where it is known already."""
    paginator = Paginator(rows, size)
    if count is not None:
        paginator.count = count
    page = paginator.get_page(request.GET.get(name))
    if page.has_previous():
        page.previous_query = _query(request, name, page.previous_page_number())
    if page.has_next():
        page.next_query = _query(request, name, page.next_page_number())
    return page


def _query(request, name, number):
    query = request.GET.copy()
    query[name] = number
    return f"?{query.urlencode()}"
