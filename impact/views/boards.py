"""The dashboards: for staff, and for coordinators, who see their own country beside everybody."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import asks_too_often
from impact import boards, tasks
from impact.access import for_staff, for_those_who_look
from impact.boards import Board
from impact.figures import FIGURES, NOT_STATED
from impact.models import Snapshot
from impact.models.snapshots import Split


def _page(request, template, board, **context):
    """Until somebody has counted, every dashboard says so in the same way."""
    context |= {"board": board, "age": boards.age(board.numbers) if board.numbers else None}
    name = template if board.numbers else "nothing_yet"
    return render(request, f"impact/boards/{name}.html", context)


@require_safe
@for_those_who_look
def overview(request):
    board = Board.of(
        request, [*boards.HEADLINES, "joined", "started", "change", "intention", "action", "satisfaction"]
    )
    if board.numbers is None:
        return _page(request, "overview", board)
    return _page(
        request,
        "overview",
        board,
        headlines=list(boards.headlines(board)),
        funnel=board.funnel(),
        world=board.world("enrolled", title=_("Where people work")),
        change=board.changes(
            Split.TOTAL, level=1, country=board.country, title=_("What Level 1 changed in knowledge")
        ),
        ladder=list(boards.ladder(board)),
    )


@require_safe
@for_those_who_look
def funnel(request):
    board = Board.of(request, ["joined", "enrolled", "started", "completed", "certified", "views"])
    if board.numbers is None:
        return _page(request, "funnel", board)
    divided = [
        board.bars(figure, board.by, level=level, country=_country_for(board))
        for figure, level in boards.STEPS
    ]
    return _page(
        request,
        "funnel",
        board,
        funnel=board.funnel(),
        views=board.get("views"),
        divided=divided,
        months=[board.months("enrolled"), board.months("completed", level=board.level)],
    )


def _country_for(board):
    """A hub is one country: divided by countries, everybody is shown."""
    return "" if board.by == Split.COUNTRY else board.country


@require_safe
@for_those_who_look
def knowledge(request):
    board = Board.of(request, ["change", "change_by_topic", "pretested", "posttested", "assessed"])
    if board.numbers is None:
        return _page(request, "knowledge", board)
    level, country = board.level, board.country
    return _page(
        request,
        "knowledge",
        board,
        change=board.get("change", level=level, country=country),
        everybody=board.changes(Split.TOTAL, level=level, country=country),
        divided=board.changes(board.by, level=level, country=_country_for(board)),
        topics=board.changes(Split.TOPIC, level=level, country=country, figure="change_by_topic"),
        passed=board.bars("assessed", board.by, level=level, country=_country_for(board), key="passed"),
    )


@require_safe
@for_those_who_look
def events(request):
    board = Board.of(request, ["asked", "seated", "attended", "missed", "seats"])
    if board.numbers is None:
        return _page(request, "events", board)
    country = board.country
    return _page(
        request,
        "events",
        board,
        charts=[
            board.bars(figure, Split.EVENT, country=country)
            for figure in ("asked", "seated", "attended", "missed")
        ],
        months=[board.months("asked"), board.months("attended")],
        seat_rows=[
            {
                "label": _("For anyone") if code == NOT_STATED else board.words.group(Split.COUNTRY, code),
                "value": shown.value,
            }
            for code, shown in board.numbers.groups("seats", Split.COUNTRY)
        ],
        seats_definition=FIGURES["seats"].definition,
        divided=board.bars("attended", Split.PROFESSION, country=country),
    )


@require_safe
@for_those_who_look
def opinions(request):
    board = Board.of(
        request, ["satisfaction", "relevance", "unbiased", "intention", "action", "answered", "followed_up"]
    )
    if board.numbers is None:
        return _page(request, "opinions", board)
    return _page(request, "opinions", board, rows=list(boards.opinions(board)))


@require_safe
@for_those_who_look
def moore(request):
    board = Board.of(request, [name for name, figure in FIGURES.items() if figure.moore])
    if board.numbers is None:
        return _page(request, "moore", board)
    return _page(request, "moore", board, rungs=list(boards.rungs(board)))


@require_safe
@for_those_who_look
def world(request):
    board = Board.of(request, ["enrolled", "started", "completed"])
    if board.numbers is None:
        return _page(request, "world", board)
    return _page(
        request, "world", board, world=board.world("enrolled", title=_("People on the pathway by country"))
    )


@require_safe
@for_those_who_look
def definitions(request):
    board = Board.of(request, ["enrolled"])
    snapshot = Snapshot.objects.complete().first()
    return _page(request, "definitions", board, figures=list(FIGURES.values()), snapshot=snapshot)


@require_POST
@for_staff
def refresh(request):
    """Count now. Once a minute is enough for everybody: what is under way is not begun again."""
    if asks_too_often("impact-count", most=1, seconds=60):
        messages.info(request, _("A count is under way already. Look again in a minute."))
    else:
        tasks.take_snapshot.delay()
        messages.success(request, _("The figures are being counted anew. Look again in a minute."))
    return redirect("impact:overview")
