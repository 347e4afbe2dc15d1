"""Pictures for the samples: curves, drawn from their numbers. Nothing in them was ever a patient's."""

import io

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

SIZE = (960, 480)
LEFT, TOP, RIGHT, BOTTOM = 90, 50, 930, 410
INK, QUIET, ACCENT = "#1d2b33", "#c9d3d8", "#0b6e6e"


def curve(*, unit, days, values):
    """A PNG file of a line with a mark for each day."""
    picture = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(picture)
    small, large = ImageFont.load_default(20), ImageFont.load_default(24)
    lowest, highest = _bounds(values)
    draw.text((LEFT, 10), unit, fill=INK, font=large)
    for share in range(5):
        value = lowest + (highest - lowest) * share / 4
        height = _height(value, lowest, highest)
        draw.line([(LEFT, height), (RIGHT, height)], fill=QUIET)
        draw.text((LEFT - 14, height), f"{value:g}", fill=INK, font=small, anchor="rm")
    points = [
        (LEFT + (RIGHT - LEFT) * (day - days[0]) / (days[-1] - days[0]), _height(value, lowest, highest))
        for day, value in zip(days, values, strict=True)
    ]
    draw.line(points, fill=ACCENT, width=5, joint="curve")
    for (across, height), day in zip(points, days, strict=True):
        draw.ellipse([across - 8, height - 8, across + 8, height + 8], fill=ACCENT)
        draw.text((across, BOTTOM + 16), f"day {day}", fill=INK, font=small, anchor="mt")
    file = io.BytesIO()
    picture.save(file, format="PNG", optimize=True)
    return ContentFile(file.getvalue(), "curve.png")


def _bounds(values):
    """A little room above and below."""
    room = (max(values) - min(values)) * 0.1
    return round(min(values) - room, 2), round(max(values) + room, 2)


def _height(value, lowest, highest):
    return BOTTOM - (BOTTOM - TOP) * (value - lowest) / (highest - lowest)
