from django import forms
from django.utils.translation import gettext_lazy as _

MADE_UP = ""


class SimulationForm(forms.Form):
    """What is tried out. `calls` are earlier rounds whose merit list this person may use."""

    source = forms.ChoiceField(label=_("Whose scores"), required=False)
    fellowships = forms.IntegerField(label=_("Fellowships"), min_value=1, max_value=200)
    low = forms.IntegerField(label=_("A minimum of"), min_value=0, max_value=200)
    high = forms.IntegerField(label=_("Another minimum of"), min_value=0, max_value=200)
    people = forms.IntegerField(label=_("People who apply"), min_value=2, max_value=400)
    share = forms.IntegerField(label=_("Of a hundred, from pilot countries"), min_value=0, max_value=100)
    behind = forms.IntegerField(label=_("Points these are behind on average"), min_value=-30, max_value=30)
    centres = forms.IntegerField(label=_("Centres"), min_value=1, max_value=60)
    places = forms.IntegerField(label=_("Places at each"), min_value=1, max_value=20)

    def __init__(self, *args, calls, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [
            (MADE_UP, _("Made-up people")),
            *((call.slug, call.title) for call in calls),
        ]
        for field in self.fields.values():
            is_number = isinstance(field, forms.IntegerField)
            field.widget.attrs["class"] = "form-control number" if is_number else "form-select"
