"""All figures by name. The same figure is the same everywhere: one way to count it, one name, one definition."""

from impact.figures import attendance, knowledge, opinions, people, programme
from impact.figures.figure import NOT_STATED, OTHER, Count, Figure, Source, Tally

# A module that counts something adds its list here; order is the order of tables and files.
FIGURES = {
    figure.name: figure
    for module in [
        people,
        knowledge,
        attendance,
        programme,
        opinions,
    ]
    for figure in module.FIGURES
}

__all__ = ["FIGURES", "NOT_STATED", "OTHER", "Count", "Figure", "Source", "Tally"]
