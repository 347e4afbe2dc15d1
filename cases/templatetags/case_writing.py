"""Remarks beside the places they are about."""

from django import template

register = template.Library()


@register.filter
def at(remarks, where):
    return remarks.get(where, [])


@register.filter
def under(remarks, where):
    """Those on a question, its answers and its explanation."""
    return [
        one
        for place, found in remarks.items()
        if place == where or place.startswith(f"{where}.")
        for one in found
    ]


@register.filter
def numbered(where, number):
    return f"{where}{number}"
