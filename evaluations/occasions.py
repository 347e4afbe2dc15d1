"""What a survey is about. The apps above know; each tells in `AppConfig.ready` how to find it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model


@dataclass(frozen=True)
class Occasion:
    """about:   the event or level itself: it has a name and an address.
    invited:   () -> how many people are asked: what the response rate is counted from.
    is_run_by: user -> whether the person may read the results, besides staff.
    """

    about: Model
    invited: Callable[[], int]
    is_run_by: Callable[[object], bool] = lambda user: False

    @property
    def title(self):
        return str(self.about)

    @property
    def url(self):
        return self.about.get_absolute_url()


_finders = []


def register(finder):
    """`finder`: survey -> Occasion, or None where it is not about anything of this app."""
    _finders.append(finder)


def of(survey):
    """The occasion of a survey; None for one that is not attached to anything yet."""
    return next(filter(None, (finder(survey) for finder in _finders)), None)


def belongs_elsewhere(survey, instance):
    """Whether a survey is about something else than this already: each has one occasion."""
    occasion = of(survey)
    return occasion is not None and occasion.about != instance
