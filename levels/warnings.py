"""What staff should look at: dates that are possible, but hardly meant."""

from django.utils import timezone
from django.utils.translation import gettext as _


def of_level(level):
    """Texts for staff about the dates of a level; none where all is in order."""
    pathway, found = level.pathway, []
    if level.opens_on and not pathway.starts_on <= level.opens_on <= pathway.ends_on:
        found.append(_("It opens outside the days of the pathway."))
    for other in pathway.levels.exclude(pk=level.pk).exclude(opens_on=None):
        if level.opens_on is None and other.number < level.number:
            found.append(
                _("It is open from the start, but %(level)s opens on %(date)s.")
                % {"level": other, "date": other.opens_on}
            )
        elif level.opens_on and (level.opens_on < other.opens_on) != (level.number < other.number):
            found.append(
                _("It opens on %(own)s, but %(level)s opens on %(date)s.")
                % {"own": level.opens_on, "level": other, "date": other.opens_on}
            )
    if level.content_updated_on > timezone.localdate():
        found.append(_("“Last updated” lies in the future."))
    return found


def of_pathway(pathway):
    found = [
        _("%(level)s opens outside the days of the pathway.") % {"level": level}
        for level in pathway.levels.exclude(opens_on=None)
        if not pathway.starts_on <= level.opens_on <= pathway.ends_on
    ]
    if pathway.content_updated_on > timezone.localdate():
        found.append(_("“Last updated” lies in the future."))
    return found
