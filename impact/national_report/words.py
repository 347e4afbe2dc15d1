"""The report in words, in the language in force: English unless a translation is asked for."""

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from impact.figures import NOT_STATED, OTHER
from impact.models.snapshots import Split
from impact.words import Words

LONGEST = 90  # letters of a title
EVENTS = 0  # the level of what belongs to all events together


def content(report):
    """What `report.typ` sets: plain words in lists, nothing else."""
    country, whole = report.hub.country.name, report.on_the_pathway.own.people
    return {
        "title": _("Sepsis pathway in %(country)s") % {"country": country},
        "kicker": _("National report"),
        "about": _about(report),
        "country": country,
        "all": _("All countries"),
        "share": _("Share"),
        "people": _("People"),
        "none": _("Nothing on record in these months."),
        "headline": _headline(report),
        "levels": {"title": _("How far people came"), "rows": _levels(report)},
        "groups": [
            {"title": _("Profession"), "rows": groups(report.professions, Split.PROFESSION, whole)},
            {"title": _("Career stage"), "rows": groups(report.career_stages, Split.CAREER_STAGE, whole)},
        ],
        "knowledge": {"title": _("What was learned"), "rows": _knowledge(report), "none": _too_few()},
        "opinions": {"title": _("What people say"), "rows": _opinions(report), "none": _too_few()},
        "events": _events(report),
        "ambassadors": {"title": _("Ambassadors"), "rows": _ambassadors(report)},
        "small": _small_print(report),
    }


def people(shown):
    return _("not shown") if shown.is_hidden else number_format(shown.people or 0, force_grouping=True)


def percent(part):
    """From hundredths of a percent, or ten-thousandths."""
    return _("%(number)s %%") % {"number": number_format(part / 100, 0)}


def short(words):
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"


def groups(found, split, whole):
    """Rows of label, people, percent of all of the country; the largest first, what was put together last."""
    words = Words()
    shown = [(code, one) for code, one in found if one.is_hidden or one.people]
    shown.sort(key=lambda pair: (pair[1].is_hidden, pair[0] in (OTHER, NOT_STATED), -(pair[1].people or 0)))
    return [
        {
            "label": words.group(split, code),
            "people": people(one),
            "percent": 100 * one.people // whole if one.people and whole else None,
        }
        for code, one in shown
    ]


def _about(report):
    societies = ", ".join(society.abbreviation or society.name for society in report.hub.societies.all())
    moment = date_format(report.as_of, "DATETIME_FORMAT")
    words = [short(report.hub.name), str(report.period), _("as of %(moment)s (UTC)") % {"moment": moment}]
    return " · ".join(words + ([short(societies)] if societies else []))


def _headline(report):
    pairs = [
        (_("on the pathway"), report.on_the_pathway.own),
        (_("were at an event"), next(one.own for one in report.at_events if one.of == "attended")),
        (_("hold a certificate"), report.certified.own),
    ]
    return [{"figure": people(shown), "label": label} for label, shown in pairs]


def _levels(report):
    """Each with its share of those on the pathway, where neither is hidden."""
    labels = {
        "opened": pgettext("level", "open"),
        "started": pgettext("level", "begun"),
        "completed": pgettext("level", "completed"),
    }
    rows = [[_("On the pathway"), *_beside(report.on_the_pathway, report.on_the_pathway)]]
    for one in report.levels:
        label = _("Level %(number)s %(what)s") % {"number": one.level, "what": labels[one.of]}
        rows.append([label, *_beside(one, report.on_the_pathway)])
    return rows


def _beside(one, whole):
    return [
        people(one.own),
        _share(one.own, whole.own),
        people(one.all),
        _share(one.all, whole.all),
    ]


def _share(part, whole):
    if part.is_hidden or whole.is_hidden or not whole.people or part is whole:
        return ""
    # Somebody may have joined before these months and come so far in them.
    return percent(10_000 * part.people / whole.people) if part.people <= whole.people else "–"


def _knowledge(report):
    found = []
    for one in report.knowledge:
        title = _("Level %(number)s") % {"number": one.level}
        found.append([title, _change(one.own), _change(one.all)])
    return [row for row in found if row[1] or row[2]]


def _change(shown):
    """The same people before and after, in percentage points, with how certain it is."""
    if shown.is_hidden:
        return _("not shown")
    if not shown.people or shown["change"] is None:
        return ""
    facts = {
        "before": percent(shown["before"]),
        "after": percent(shown["after"]),
        "change": _points(shown["change"]),
        "people": _number_of(shown.people),
    }
    if shown["change_low"] is None:
        return _("%(before)s → %(after)s (%(change)s points, %(people)s)") % facts
    facts |= {"low": _points(shown["change_low"]), "high": _points(shown["change_high"])}
    return _("%(before)s → %(after)s (%(change)s points, 95%% CI %(low)s to %(high)s, %(people)s)") % facts


def _number_of(people):
    """`n = 91`, on one line."""
    return f"n\u00a0=\u00a0{number_format(people)}"


def _points(value):
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + number_format(abs(value) / 100, 1)


def _opinions(report):
    labels = {
        "satisfaction": _("Satisfaction, mean of 1 to 5"),
        "intention": _("Will change something in practice"),
        "action": _("Has changed something in practice"),
    }
    rows = []
    for one in report.opinions:
        about = _("events") if one.level == EVENTS else _("Level %(number)s") % {"number": one.level}
        label = _("%(question)s: %(about)s") % {"question": labels[one.of], "about": about}
        rows.append([label, _opinion(one, one.own), _opinion(one, one.all)])
    return rows


def _opinion(one, shown):
    if shown.is_hidden or not shown.value:
        return _("not shown") if shown.is_hidden else "–"
    if one.of == "satisfaction":
        return f"{number_format(shown['mean'] / 100, 1)} ({_number_of(shown['answers'])})"
    return f"{percent(shown['share'])} ({_number_of(shown['answers'])})"


def _events(report):
    rows = [
        [
            short(line.title),
            people(line.seated),
            people(line.attended),
            "–"
            if line.at_home is None
            else _("%(given)s of %(seats)s") % {"given": line.given, "seats": line.at_home},
        ]
        for line in report.events
    ]
    more = report.more_events
    return {
        "title": _("Events"),
        "head": [_("Event"), _("Places"), _("Attended"), _("Seats of the country")],
        "rows": rows,
        "more": ngettext("and %(count)s more event", "and %(count)s more events", more) % {"count": more}
        if more
        else "",
    }


def _ambassadors(report):
    return [
        {"label": rung.label.capitalize(), "people": number_format(count)}
        for rung, count in report.ambassadors
    ]


def _too_few():
    return _("Too few people have taken part for this to be told.")


def _small_print(report):
    words = [
        _(
            "Every person counts once, with the country in which they worked on the day. Events and progress are those of these months; shares are of those who joined the pathway in them."
        ),
        _(
            "What was learned and what people say is told since the programme began: the same people before and after (CI: confidence interval of the mean change; n: people), and all anonymous answers."
        ),
        _(
            "Where fewer than 5 people stand behind a figure, or where that could be found by taking figures from one another, that figure is not shown. “–” means that there is no such figure."
        ),
    ]
    return " ".join(words)
