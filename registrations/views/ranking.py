"""A desk puts its people in order; once the seats are given, the same list shows what came of it."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import AuditEntry, User
from hubs.paging import page_of
from registrations import actions
from registrations.actions.ranking import ranked_ids
from registrations.desks import hub_desk, office_desk, with_background
from registrations.forms.ranking import DOWN, TOP, UP, OrderForm
from registrations.models import Event, Registration

ROWS_PER_PAGE = 50


@dataclass(frozen=True)
class Row:
    """Somebody in the order. The own request has no buttons, except for staff."""

    registration: Registration
    place: int
    is_own: bool
    is_last: bool


@dataclass(frozen=True)
class Order:
    """The people of one desk in order: to be moved until the seats are given, with their results from then on."""

    request: object
    desk: object
    event: object
    seats: object

    @cached_property
    def people(self):
        return self.desk.visible_to(self.request.user).filter(event=self.event)

    @cached_property
    def ids(self):
        return ranked_ids(self.people)

    @property
    def shown(self):
        return ",".join(map(str, self.ids))

    @cached_property
    def page(self):
        return page_of(self.request, "order", self.ids, ROWS_PER_PAGE)

    @cached_property
    def rows(self):
        people = with_background(self.people.filter(pk__in=list(self.page))).in_bulk()
        user, first, last = self.request.user, self.page.start_index(), len(self.ids)
        return [
            Row(
                registration=people[pk],
                place=place,
                is_own=people[pk].user_id == user.pk and not user.is_staff,
                is_last=place == last,
            )
            for place, pk in enumerate(self.page, first)
            if pk in people
        ]

    @cached_property
    def results(self):
        """Those who took part in the ranking, as it placed them, with what has become of them since."""
        ranked = self.people.filter(ranked_place__isnull=False).select_related("user__profile")
        return page_of(self.request, "order", ranked.order_by("ranked_place", "pk"), ROWS_PER_PAGE)

    @cached_property
    def own_seats(self):
        """How many seats the people of this desk have to themselves; 0 where others are in line for them too."""
        if self.seats is None or (self.desk.runs(self.event) and self.event.homes):
            return 0
        return len(self.seats.seats)

    @cached_property
    def last_change(self):
        changes = AuditEntry.objects.about(self.event).filter(action="event.people_ranked")
        return changes.filter(facts__desk=self.desk.code).first()

    @cached_property
    def last_changed_by(self):
        return self.last_change and User.objects.filter(pk=self.last_change.actor_id).first()


@require_POST
def put_in_order(request, slug):
    code = request.POST.get("hub")
    desk = hub_desk(request.user, code) if code else office_desk(request.user)
    event = get_object_or_404(Event.objects.visible_to(request.user), slug=slug)
    if not event.is_ranked:
        raise Http404
    form = OrderForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.non_field_errors()))
        return redirect(f"{desk.url(event)}#order")
    return redirect(f"{desk.url(event)}{_put(request, desk, event, form)}")


def _put(request, desk, event, form):
    """Write the order down. Returns where on the page the person goes on."""
    people = desk.visible_to(request.user).filter(event=event)
    shown = form.cleaned_data["shown"]
    try:
        order = actions.put_in_order(
            event=event, people=people, order=form.order, shown=shown, by=request.user, desk=desk.code
        )
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return "#order"
    if form.moved not in order:
        messages.success(request, _("The order is saved."))
        return "#order"
    return _where_it_is_now(order, form.moved, form.how)


def _where_it_is_now(order, moved, how):
    """The very button that was pressed, on the page of the list where its row stands now."""
    place = order.index(moved) + 1
    page = (place - 1) // ROWS_PER_PAGE + 1
    forward = {UP: place > 1, DOWN: place < len(order), TOP: False}[how]
    button = how if forward else UP if place > 1 else DOWN
    query = f"?order={page}" if page > 1 else ""
    return f"{query}#{button}-{moved}"
