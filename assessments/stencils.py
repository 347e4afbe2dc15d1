"""Templates that are rendered once and filled in many times.

A thousand people who begin together are shown the same few questions: what is the same for all of them is rendered
once for each language, with blanks, and a page costs no more than putting its pieces together.
"""

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

# No text that came through PostgreSQL has it.
EDGE = "\0"


class Stencil:
    def __init__(self, template, context, blanks):
        holes = {name: mark_safe(f"{EDGE}{name}{EDGE}") for name in blanks}  # noqa: S308  our own names
        self.parts = render_to_string(template, context | holes).split(EDGE)

    def fill(self, **values):
        """HTML, with `values` as they are: each is a number or HTML already."""
        return "".join(str(values[part]) if place % 2 else part for place, part in enumerate(self.parts))
