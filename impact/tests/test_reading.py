"""Figures as pages read them."""

from django.template import Context, Template

from impact.figures import FIGURES
from impact.reading import Shown


def test_templates_find_what_a_figure_is_and_what_it_holds():
    shown = Shown(FIGURES["enrolled"], people=214, value={"change": 7})

    page = Template("{{ shown.people }} {{ shown.change }} {{ shown.is_there }} {{ shown.other }}")

    assert page.render(Context({"shown": shown})) == "214 7 False None"
