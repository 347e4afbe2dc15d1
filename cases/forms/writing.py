"""The steps on which a case is written. Nothing is required while it is a draft: `cases.missing` says what it lacks.

Each is used alike: `is_valid()`, `sound()` for what `actions.writing.save` takes, `errors()` by the id of a field,
`take_saved()` after another window was faster, and `differing()` for what stands there.
"""

from itertools import groupby

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from cases import content
from cases.models import Author, Consent, ConsentKind, Licence, Revision, Section, Topic, TopicKind

LONGEST_TEXT = 20_000
LEVELS = (1, 2, 3)


class Step:
    """What all steps have in common. `saved` counts the savings that the page knows of."""

    def take_saved(self, saved):
        """From now on a second save is meant: the person has been told of the newer one."""
        self.data = self.data.copy()
        self.data["revision"] = saved

    def saved(self):
        number = self.data.get("revision", "")
        return int(number) if number.isdigit() else -1

    def errors_by_id(self):
        return {
            self[name].id_for_label: " ".join(errors)
            for name, errors in self.errors.items()
            if name in self.fields
        }

    def differing(self, newer):
        """(label, text) of what the other window says in the places of this step."""
        return [
            (text.label, text.text)
            for text in content.texts_of(newer)
            if text.where.startswith(self.places) and text.text not in self.said()
        ]

    def said(self):
        return {value for value in self.data.values() if isinstance(value, str)}


class AboutForm(Step, forms.ModelForm):
    places = ("title", "changed")
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"),
        queryset=Topic.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )

    level = forms.TypedChoiceField(label=_("Level of the pathway it helps with"), coerce=int)

    class Meta:
        model = Revision
        fields = ["title", "age_band", "country", "level", "licence", "is_public", "changed"]
        labels = {
            "title": _("Title"),
            "age_band": _("Age of the patient"),
            "country": _("Country where the patient was treated"),
            "licence": _("Licence"),
            "is_public": _("Everybody may read it, also without an account"),
            "changed": _("What is new in this revision"),
        }
        help_texts = {
            "title": _("What is to be learnt, not who it was: “Fever and confusion after a fall”."),
            "age_band": _("Never more exact than this, also in the text."),
            "is_public": _("Otherwise only people who are signed in read it."),
        }
        widgets = {
            "changed": forms.Textarea(attrs={"rows": 4}),
            "is_public": forms.CheckboxInput(attrs={"class": "form-check-input"}),
        }

    def __init__(self, revision, data=None, more=""):
        super().__init__(data, instance=revision, initial={"topics": list(revision.topics.all())})
        chosen = Topic.objects.filter(pk__in=revision.topics.values("pk"))
        self.fields["topics"].queryset = Topic.objects.filter(is_active=True) | chosen
        self.fields["age_band"].choices = [("", _("Choose a band")), *self._meta.model.age_band.field.choices]
        self.fields["level"].choices = [
            (n, pgettext("level of the pathway", "Level %(number)s") % {"number": n}) for n in LEVELS
        ]
        self.fields["licence"].choices = [(one.value, one.label) for one in Licence]
        self.fields["title"].required = False
        if revision.number == 1:
            del self.fields["changed"]

    def topics_by_kind(self):
        """(kind, boxes) in the order of the kinds."""
        kinds = dict(self.fields["topics"].queryset.values_list("pk", "kind"))
        boxes = sorted(self["topics"], key=lambda box: _ORDER.index(kinds[box.data["value"].value]))
        return [
            (TopicKind(kind).label, list(of_kind))
            for kind, of_kind in groupby(boxes, key=lambda box: kinds[box.data["value"].value])
        ]

    def sound(self):
        self.is_valid()
        values = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data}
        return {"saved": self.saved(), "values": values, "topics": self.cleaned_data.get("topics")}

    def _post_clean(self):
        """Each field is judged by itself."""


_ORDER = [kind.value for kind in TopicKind]


class TextForm(Step, forms.Form):
    """A field for each part of a case, also for one that the office asks for no more and that is written."""

    places = ("section.",)

    def __init__(self, revision, data=None, more=""):
        super().__init__(data)
        written = content.of(revision).sections
        asked = list(Section.objects.asked())
        for section in [*asked, *Section.objects.filter(is_active=False, key__in=written)]:
            self.fields[section.key] = forms.CharField(
                label=section.title,
                required=False,
                max_length=LONGEST_TEXT,
                help_text=section.prompt,
                initial=written.get(section.key, ""),
                widget=forms.Textarea(attrs={"rows": 7, "data-words": section.most_words}),
            )
            self.fields[section.key].section = section

    def sound(self):
        self.is_valid()
        return {"saved": self.saved(), "values": {}, "parts": {"sections": self.cleaned_data}}


class ConsentForm(forms.ModelForm):
    has_confirmed = forms.BooleanField(
        label=_(
            "I have seen this consent, or know the rule, and can show it to the hospital. The patient, or who speaks for "
            "the patient, knows that the case can be read on the internet and that agreeing can be taken back."
        ),
        error_messages={"required": _("Without this the case cannot be handed in.")},
    )

    class Meta:
        model = Consent
        fields = ["kind", "given_on", "country", "rule"]
        labels = {
            "kind": _("What kind of consent is there?"),
            "given_on": _("Given on"),
            "country": _("Country whose law applies"),
            "rule": _("Which rule, and who decided so"),
        }
        widgets = {
            "kind": forms.RadioSelect,
            "given_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = ConsentKind.choices

    def clean(self):
        data = super().clean()
        if data.get("kind") == ConsentKind.ANONYMISED and not data.get("rule", "").strip():
            self.add_error("rule", _("Name the rule under which the case is anonymised."))
        return data

    def values(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class CoAuthorForm(forms.ModelForm):
    class Meta:
        model = Author
        fields = ["name", "email", "workplace"]
        labels = {"name": _("Name"), "email": _("E-mail address"), "workplace": _("Workplace")}
        help_texts = {"workplace": _("As it is to stand under the case.")}
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "off"})}


class OwnNameForm(forms.ModelForm):
    class Meta:
        model = Author
        fields = ["name", "workplace"]
        labels = {"name": _("Your name"), "workplace": _("Your workplace")}
