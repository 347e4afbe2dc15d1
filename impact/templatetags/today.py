from django import template

from impact import decisions

register = template.Library()


@register.inclusion_tag("impact/today/_short.html")
def waits_for(user):
    """The areas in which something waits for one of the staff, in short."""
    areas = decisions.of(user) if user.is_staff else []
    return {"areas": [area for area in areas if area.decisions]}
