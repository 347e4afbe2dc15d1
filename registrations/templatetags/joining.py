"""Links to join: `{% load joining %}`, `{% joins registration sessions as links %}`."""

from django import template

from registrations.joining import joins

register = template.Library()
register.simple_tag(joins)
