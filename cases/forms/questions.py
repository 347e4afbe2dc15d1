"""Learning points, questions and references: the step with rows. A row that was emptied is a row taken away."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cases import content
from cases.content import (
    MOST_CHOICES,
    MOST_POINTS,
    MOST_QUESTIONS,
    MOST_REFERENCES,
    Choice,
    Question,
    Reference,
)
from cases.forms.writing import LONGEST_TEXT, Step
from cases.models import Section

_KEY = RegexValidator(r"\A[a-z0-9]{1,12}\Z")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class PointForm(forms.Form):
    text = forms.CharField(
        label=_("Learning point"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def row(self):
        return self.cleaned_data["text"]


class ReferenceForm(forms.Form):
    text = forms.CharField(
        label=_("Reference"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    address = forms.URLField(
        label=_("Address on the internet"), required=False, max_length=300, assume_scheme="https"
    )

    def row(self):
        data = self.cleaned_data
        return Reference(data["text"], data["address"]) if data["text"] else ""


class QuestionForm(forms.Form):
    """A question with its answers. Keys travel with the page, so that each keeps its own when others go."""

    key = forms.CharField(widget=forms.HiddenInput, validators=[_KEY])
    after = forms.ChoiceField(label=_("Asked after"), required=False)
    text = forms.CharField(
        label=_("Question"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    best = forms.ChoiceField(
        label=_("Best answer"), required=False, widget=forms.RadioSelect(attrs={"class": "form-check-input"})
    )
    explanation = forms.CharField(
        label=_("Why it is the best answer"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, sections=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["after"].choices = sections
        numbers = range(1, MOST_CHOICES + 1)
        self.fields["best"].choices = [(str(n), str(n)) for n in numbers]
        for n in numbers:
            self.fields[f"key_{n}"] = forms.CharField(widget=forms.HiddenInput, validators=[_KEY])
            self.fields[f"choice_{n}"] = forms.CharField(
                label=_("Answer"),
                required=False,
                max_length=500,
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )

    def choices(self):
        """(hidden key, text, radio) of each answer."""
        radios = list(self["best"])
        return [(self[f"key_{n}"], self[f"choice_{n}"], radios[n - 1]) for n in range(1, MOST_CHOICES + 1)]

    def row(self):
        data = self.cleaned_data
        choices = tuple(
            Choice(data[f"key_{n}"], data[f"choice_{n}"], is_best=data["best"] == str(n))
            for n in range(1, MOST_CHOICES + 1)
            if data[f"choice_{n}"]
        )
        if not (data["text"] or choices or data["explanation"]):
            return ""
        return Question(data["key"], data["after"], data["text"], choices, data["explanation"])


class _Rows(forms.BaseFormSet):
    def rows(self):
        """None where one of the rows is not sound: then those that are kept stay."""
        if not self.is_valid():
            return None
        return tuple(row for row in (form.row() for form in self.forms) if row)


def _rows_of(form, most):
    return forms.formset_factory(form, formset=_Rows, extra=0, max_num=most, absolute_max=most)


_Points = _rows_of(PointForm, MOST_POINTS)
_Questions = _rows_of(QuestionForm, MOST_QUESTIONS)
_References = _rows_of(ReferenceForm, MOST_REFERENCES)


class QuestionsForm(Step):
    """Three lists in one form. `more` names the list that gets an empty row."""

    places = ("point.", "question.", "reference.")

    def __init__(self, revision, data=None, more=""):
        self.revision, self.data = revision, data
        told = content.of(revision)
        if data is not None and more:
            self.data = data = self._one_more(data, more)
        titles = list(Section.objects.values_list("key", "title"))
        written = [("", _("Choose a part")), *(pair for pair in titles if pair[0] in told.sections)]
        self.points = _Points(data, prefix="points", initial=[{"text": one} for one in told.points] or [{}])
        self.questions = _Questions(
            data,
            prefix="questions",
            initial=[_initial(one) for one in told.questions] or [self._empty(told)],
            form_kwargs={"sections": written},
        )
        self.references = _References(
            data,
            prefix="references",
            initial=[{"text": one.text, "address": one.address} for one in told.references] or [{}],
        )

    @property
    def parts(self):
        return {"points": self.points, "questions": self.questions, "references": self.references}

    def may_have_more(self):
        return {name: rows.total_form_count() < rows.max_num for name, rows in self.parts.items()}

    def is_valid(self):
        """All of them are looked at, so that each says what is wrong with it."""
        return [rows for rows in self.parts.values() if not rows.is_valid()] == []

    def sound(self):
        rows = {name: rows.rows() for name, rows in self.parts.items()}
        parts = {name: found for name, found in rows.items() if found is not None}
        return {"saved": self.saved(), "values": {}, "parts": parts}

    def errors_by_id(self):
        return {
            form[name].id_for_label: " ".join(errors)
            for rows in self.parts.values()
            for form in rows.forms
            for name, errors in form.errors.items()
            if name in form.fields
        }

    def _one_more(self, data, prefix):
        data = data.copy()
        count = data.get(f"{prefix}-TOTAL_FORMS") or "0"
        number = int(count) if count.isdigit() else 0
        data[f"{prefix}-TOTAL_FORMS"] = number + 1
        if prefix == "questions":
            taken = {data.get(f"questions-{n}-key", "") for n in range(number)}
            for name, value in _blank(self._unused(taken)).items():
                data[f"questions-{number}-{name}"] = value
        return data

    def _empty(self, told):
        return _blank(self._unused({question.key for question in told.questions}))

    def _unused(self, taken):
        """A key that no question of this case ever had: answers of readers are kept under it."""
        numbers = [int(key[1:]) for key in self._ever_used | taken if key[1:].isdigit()]
        return f"q{max(numbers, default=0) + 1}"

    @cached_property
    def _ever_used(self):
        stored = self.revision.case.revisions.values_list("content", flat=True)
        return {question["key"] for one in stored for question in one.get("questions", [])}


def _initial(question):
    """Its answers in their places; those that are free have a key to give already."""
    facts = {"key": question.key, "after": question.after, "text": question.text}
    facts["explanation"] = question.explanation
    free = [letter for letter in _LETTERS if letter not in {one.key for one in question.choices}]
    for n in range(1, MOST_CHOICES + 1):
        choice = question.choices[n - 1] if n <= len(question.choices) else None
        facts[f"key_{n}"] = choice.key if choice else free.pop(0)
        facts[f"choice_{n}"] = choice.text if choice else ""
        if choice and choice.is_best:
            facts["best"] = str(n)
    return facts


def _blank(key):
    return {"key": key} | {f"key_{n}": _LETTERS[n - 1] for n in range(1, MOST_CHOICES + 1)}
