"""`{% load scores %}{{ score|percent }}`: hundredths of a percent as people write them."""

from django import template

from levels.standing import percent

register = template.Library()
register.filter("percent", percent)
