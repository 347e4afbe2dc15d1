"""The rules of a call, as the office writes them before it opens."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Profession
from fellowships.models import Anchor, Criterion, EligibilityRule, RuleKind

LINE = re.compile(r"^\s*(\d+)\s*[:.)–-]\s*(\S.*?)\s*$")
LARGEST = 10


class EligibilityForm(forms.ModelForm):
    professions = forms.MultipleChoiceField(
        label=_("professions"), choices=Profession, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = EligibilityRule
        fields = ["order", "kind", "level", "value", "professions"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") == RuleKind.PROFESSION and not cleaned.get("professions"):
            self.add_error("professions", _("Choose the professions that may apply."))
        return cleaned


class CriterionForm(forms.ModelForm):
    """A criterion with its values, a line for each."""

    anchors = forms.CharField(
        label=_("values"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "cols": 60}),
        help_text=_("One to a line, with what it stands for: “5: A plan with numbers and a date”."),
    )

    class Meta:
        model = Criterion
        fields = ["order", "title", "question", "weight"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["anchors"] = "\n".join(map(str, self.instance.anchors.all()))

    def clean_anchors(self):
        """{value: words}, each value once."""
        found = {}
        for line in filter(str.strip, self.cleaned_data["anchors"].splitlines()):
            match = LINE.match(line)
            if not match or int(match[1]) > LARGEST or int(match[1]) in found:
                raise ValidationError(
                    _("“%(line)s”: write each value from 0 to %(largest)s once, then a colon and its words."),
                    params={"line": line, "largest": LARGEST},
                )
            found[int(match[1])] = match[2]
        return found

    def save_anchors(self):
        """Bring the rows in line with what was typed. The criterion is saved already."""
        wanted = self.cleaned_data["anchors"]
        self.instance.anchors.exclude(value__in=wanted).delete()
        for value, words in wanted.items():
            Anchor.objects.update_or_create(criterion=self.instance, value=value, defaults={"words": words})
