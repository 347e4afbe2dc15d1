from django import forms
from django.utils.translation import gettext_lazy as _

UP, DOWN, TOP = "up", "down", "top"


class OrderForm(forms.Form):
    """The order that was on the screen, and what shall change in it: one press of a button, or places typed in.

    Valid, `order` is the order as it shall be, and `moved` the person that a button moved (or None).
    """

    shown = forms.RegexField(r"^\d{1,10}(,\d{1,10})*$", max_length=200_000)
    move = forms.RegexField(rf"^({UP}|{DOWN}|{TOP}):\d{{1,10}}$", required=False)

    def clean(self):
        cleaned = super().clean()
        if "shown" not in cleaned or "move" not in cleaned:
            raise forms.ValidationError(
                _("This page was out of date. Nothing was changed: please try again.")
            )
        shown = list(dict.fromkeys(int(number) for number in cleaned["shown"].split(",")))
        cleaned["shown"] = shown
        how, _colon, moved = cleaned["move"].partition(":")
        self.how, self.moved = how, int(moved) if moved else None
        if self.moved is not None:
            self.order = step(shown, self.moved, how)
        else:
            self.order = placed(shown, self._places(shown))
        return cleaned

    def _places(self, shown):
        """The places that were typed in and are others than those on the screen."""
        places = {}
        for place, number in enumerate(shown, 1):
            typed = self.data.get(f"place-{number}", "").strip() or str(place)
            if not typed.isdecimal() or int(typed[:9]) < 1:
                raise forms.ValidationError(
                    _("Places are whole numbers from 1 to %(all)s. Nothing was changed."),
                    params={"all": len(shown)},
                )
            if int(typed[:9]) != place:
                places[number] = int(typed[:9])
        return places


def step(numbers, moved, how):
    """The numbers with one of them a step up, a step down or at the top."""
    if moved not in numbers:
        return numbers
    place = numbers.index(moved)
    others = [number for number in numbers if number != moved]
    others.insert({UP: max(place - 1, 0), DOWN: place + 1, TOP: 0}[how], moved)
    return others


def placed(numbers, places):
    """The numbers with some of them at given places, counted from 1; the others keep their order around them."""
    order = [number for number in numbers if number not in places]
    for number in sorted(places, key=places.get):
        order.insert(places[number] - 1, number)
    return order
