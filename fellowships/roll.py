"""The applications of a round as its board sees them: filtered, ordered, with what the reviews came to.

Everything starts from `Application.objects.on_board_of`, so that nobody finds, counts or adds up what they have a
stake in. Of drafts and withdrawn ones only that they are there.
"""

from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Exists, F, IntegerField, Max, Min, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django_countries import countries

from fellowships import rubric
from fellowships.models import Application, ApplicationState, Assignment, CoordinatorComment, Review

LONGEST = 60  # of a value in the address
ORDERS = {
    "name": ["person__name", "pk"],
    "points": [F("mean_order").desc(nulls_last=True), "pk"],
    "spread": ["-spread", "pk"],
    "newest": [F("submitted_at").desc(nulls_last=True), "pk"],
}
CONDITIONS = {
    "state": {state: Q(state=state) for state in ApplicationState.values},
    "eligible": {"yes": Q(is_eligible=True), "no": Q(is_eligible=False), "open": Q(is_eligible=None)},
    "comment": {"yes": Q(has_comment=True), "no": Q(has_comment=False)},
}


@dataclass(frozen=True)
class Filter:
    """`options` are (value, label, is chosen)."""

    name: str
    label: str
    options: list


class Roll:
    """The applications that pass what the address asks for. Values that cannot be meant are as if they were not there."""

    def __init__(self, user, call, asked):
        self.call = call
        self._all = Application.objects.on_board_of(user).filter(call=call)
        self.text = " ".join(asked.get("q", "").replace("\0", "").split())[:LONGEST]
        given = {
            name: asked.get(name, "")[:LONGEST]
            for name in ("state", "country", "eligible", "spread", "comment")
        }
        self.chosen = {name: value for name, value in given.items() if value and self._is_meant(name, value)}
        if "state" not in asked:
            self.chosen["state"] = ApplicationState.SUBMITTED
        self.order = asked.get("order") if asked.get("order") in ORDERS else "name"

    def _is_meant(self, name, value):
        if name == "country":
            return value in dict(countries)
        return value == "apart" if name == "spread" else value in CONDITIONS[name]

    @property
    def is_narrowed(self):
        return bool(self.text) or self.chosen != {"state": ApplicationState.SUBMITTED}

    @cached_property
    def counts(self):
        """How many there are in each state, and from each country."""
        rows = self._all.order_by().values_list("state", "home").annotate(Count("pk"))
        by_state, by_country = {}, {}
        for state, home, number in rows:
            by_state[state] = by_state.get(state, 0) + number
            if home:
                by_country[str(home)] = by_country.get(str(home), 0) + number
        return {"state": by_state, "country": by_country}

    @cached_property
    def found(self):
        """Annotated: see `_with_reviews`. Not evaluated."""
        rows = _with_reviews(self._all).select_related("person")
        for name, value in self.chosen.items():
            rows = rows.filter(self._condition(name, value))
        if self.text:
            rows = rows.filter(Q(person__name__unaccent__icontains=self.text) | Q(code__iexact=self.text))
        return rows.order_by(*ORDERS[self.order])

    def _condition(self, name, value):
        if name == "country":
            return Q(home=value)
        if name == "spread":
            return Q(spread__gt=self.call.third_review_spread)
        return CONDITIONS[name][value]

    def filters(self):
        states, homes = self.counts["state"], self.counts["country"]
        names = sorted(((code, countries.name(code) or code) for code in homes), key=lambda pair: pair[1])
        by_state = [(state, f"{state.label} ({states.get(state, 0)})") for state in ApplicationState]
        return [
            self._filter("state", _("State"), by_state),
            self._filter(
                "country", _("Country"), [(code, f"{name} ({homes[code]})") for code, name in names]
            ),
            self._filter(
                "eligible",
                _("Eligible"),
                [("yes", _("Yes")), ("no", _("No")), ("open", pgettext("eligibility", "Not decided yet"))],
            ),
            self._filter("spread", _("Reviews"), [("apart", _("far apart"))]),
            self._filter("comment", _("Coordinator’s comment"), [("yes", _("Yes")), ("no", _("No"))]),
        ]

    def _filter(self, name, label, options):
        return Filter(name, label, [(value, text, value == self.chosen.get(name)) for value, text in options])

    def orders(self):
        labels = {
            "name": _("by name"),
            "points": _("by points of the reviews"),
            "spread": _("by how far apart the reviews are"),
            "newest": _("newest first"),
        }
        return [(value, label, value == self.order) for value, label in labels.items()]


def _with_reviews(applications):
    """Annotate `reviews` (that count), `asked` (reviewers who have it), `total`, `spread`, `has_comment`."""
    counting = (
        Review.objects.counting()
        .filter(assignment__application=OuterRef("pk"))
        .order_by()
        .values("assignment__application")
    )
    live = Assignment.objects.live().filter(application=OuterRef("pk")).order_by().values("application")
    return applications.annotate(
        reviews=_number(counting.annotate(found=Count("pk"))),
        total=_number(counting.annotate(found=Sum("score"))),
        spread=_number(counting.annotate(found=Max("score") - Min("score"))),
        asked=_number(live.annotate(found=Count("pk"))),
        mean_order=Subquery(
            counting.annotate(found=Sum("score") / Count("pk")).values("found"), output_field=IntegerField()
        ),
        has_comment=Exists(CoordinatorComment.objects.filter(application=OuterRef("pk"))),
    )


def _number(query):
    return Coalesce(Subquery(query.values("found"), output_field=IntegerField()), Value(0))


def mean_of(application):
    """The mean of the reviews that count, in hundredths, as the merit list will have it."""
    return rubric.half_up(Fraction(application.total, application.reviews)) if application.reviews else None
