"""What staff should look at: dates that are possible, but hardly meant, and what nobody has looked at for long."""

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


def of_module(module):
    """About a module among the dates of its level."""
    level, found = module.level, []
    if module.publish_on and level.opens_on and module.publish_on < level.opens_on:
        found.append(
            _("%(module)s is published on %(own)s, but its level opens on %(date)s.")
            % {"module": module, "own": module.publish_on, "date": level.opens_on}
        )
    return found


def of_resource(resource):
    """About a resource and the module it stands in."""
    return [*_dates_of(resource), *_review_of(resource)]


def _dates_of(resource):
    module, values = resource.module, {"resource": resource, "module": resource.module}
    if resource.publish_on is None:
        return []
    if module.publish_on is None:
        if resource.is_mandatory:
            return [_("%(resource)s is mandatory and published, but its module is a draft.") % values]
        return []
    if resource.publish_on < module.publish_on:
        return [
            _("%(resource)s is published on %(own)s, before its module (%(date)s).")
            % (values | {"own": resource.publish_on, "date": module.publish_on})
        ]
    return []


def _review_of(resource):
    due = resource.review_due_on
    if resource.publish_on is None or due is None or due >= timezone.localdate():
        return []
    return [_("%(resource)s was to be reviewed by %(date)s.") % {"resource": resource, "date": due}]
