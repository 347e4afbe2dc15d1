"""`{% load standing %}{{ level_enrolment|in_short }}`: how far a person is with a level, without a query."""

from django import template

from levels import standing

register = template.Library()
register.filter(standing.in_short)
register.filter(standing.beads)
register.filter(standing.lines)
register.filter(standing.taken_back)
