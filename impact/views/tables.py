"""The same figures for a spreadsheet."""

import csv

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from accounts.tables import harmless
from impact import reading
from impact.access import for_those_who_look
from impact.figures import FIGURES
from impact.models.snapshots import Split
from impact.words import Words

COLUMNS = ["figure", "level", "country", "by", "group", "people", "not_shown", "as_of"]


@require_safe
@for_those_who_look
def table(request, name):
    """All that is shown of one figure: everybody's, and that of the hubs this person looks after."""
    figure = FIGURES.get(name)
    numbers = figure and reading.latest(figures=[name])
    if numbers is None:
        raise Http404
    may_see = {"", *(str(hub.country) for hub in request.own_hubs)}
    level = request.GET.get("level", "")
    asked = {int(level)} if level.isdecimal() else set(numbers.levels(name))
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{numbers.as_of:%Y-%m-%d}.csv"'
    writer, keys = csv.writer(response), list(figure.holds or {})
    writer.writerow([*COLUMNS, *keys, "definition"])
    for row in _rows(figure, numbers, may_see, asked, keys):
        writer.writerow([harmless(cell) for cell in row])
    return response


def _rows(figure, numbers, may_see, asked, keys):
    words, definition = Words(), str(figure.definition)
    for place, cell in sorted(numbers.cells.items()):
        _name, level, country, split, group = place
        if country not in may_see or level not in asked:
            continue
        yield [
            figure.name,
            level or "",
            country,
            split,
            words.group(split, group) if split != Split.TOTAL else "",
            "" if cell.people is None else cell.people,
            int(cell.is_hidden),
            cell.as_of.isoformat(timespec="seconds"),
            *(cell.value.get(key, "") for key in keys),
            definition,
        ]
        definition = ""
