"""What a certificate says, in words and figures of the language of the page."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format

from certificates import sentences

register = template.Library()
register.filter("did", sentences.did)


@register.filter
def time_label(certificate):
    return sentences.TIME[certificate.kind]


@register.filter
def hundredths(amount):
    """575 as `5.75`, 550 as `5.5`, 600 as `6`: as it is printed."""
    places = 2 if amount % 10 else 1 if amount % 100 else 0
    return number_format(Decimal(amount) / 100, decimal_pos=places)
