"""`{% load reviewing %}`: the reviews of one application, as a page of the board shows them."""

from django import template

from fellowships import progress
from fellowships.models import Application

register = template.Library()


@register.simple_tag(takes_context=True)
def reviews_of(context, application):
    """All assignments of it with what was given; nothing where the person has a stake in it."""
    user = context["request"].user
    if not Application.objects.on_board_of(user).filter(pk=application.pk).exists():
        return None
    return progress.of_application(application)
