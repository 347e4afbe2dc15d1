"""What a certificate says, in words and figures of the language of the page."""

from django import template

from certificates.checks import sentences
from certificates.credit.crediting import in_credits

register = template.Library()
register.filter("did", sentences.did)
register.filter("hundredths", in_credits)


@register.filter
def time_label(certificate):
    return sentences.TIME[certificate.kind]
