"""The form of a survey, and what staff type about questions."""

from django import forms
from django.conf import settings
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from evaluations.models import LONGEST_TEXT, Question, QuestionKind, QuestionWording

SCALE = range(1, 6)


class AnswerForm(forms.Form):
    """One field for each question. `given` is what the action takes: what was left out is not in it."""

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[f"q{question.pk}"] = _field(question)

    @property
    def given(self):
        values = {question.pk: self.cleaned_data[f"q{question.pk}"] for question in self.questions}
        singles = {question.pk for question in self.questions if question.kind == QuestionKind.SINGLE}
        return {
            pk: [value] if pk in singles else value
            for pk, value in values.items()
            if value not in (None, "", [])
        }

    def asked(self):
        """(question, its bound field, what is ticked) of each question, in order."""
        for question in self.questions:
            field = self[f"q{question.pk}"]
            value = field.value()
            ticked = value if isinstance(value, list) else [value]
            yield question, field, {str(one) for one in ticked if one not in (None, "")}


def _field(question):
    required = {"required": question.is_required, "label": question.text}
    options = list(enumerate(question.options))
    if question.kind == QuestionKind.TEXT:
        return forms.CharField(max_length=LONGEST_TEXT, **required)
    if question.kind == QuestionKind.MULTIPLE:
        missing = {"required": _("Please tick at least one.")}
        return forms.TypedMultipleChoiceField(choices=options, coerce=int, error_messages=missing, **required)
    missing = {"required": _("Please choose an answer.")}
    choices = [(number, number) for number in SCALE] if question.kind == QuestionKind.SCALE else options
    return forms.TypedChoiceField(
        choices=choices, coerce=int, empty_value=None, error_messages=missing, **required
    )


class OnePerLine(SimpleArrayField):
    """Options as staff type them: one on each line."""

    def __init__(self, *args, **kwargs):
        kwargs |= {"delimiter": "\n", "widget": forms.Textarea(attrs={"rows": 3, "cols": 40})}
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = "\n".join(line.strip() for line in value.splitlines() if line.strip())
        return super().to_python(value)


def options_field():
    return OnePerLine(
        forms.CharField(max_length=120),
        label=_("Options"),
        required=False,
        max_length=12,
        help_text=_("One on each line; for choices only."),
    )


class QuestionForm(forms.ModelForm):
    options = options_field()

    class Meta:
        model = Question
        fields = ["kind", "text", "low", "high", "options", "is_required", "order"]

    def clean_options(self):
        options = self.cleaned_data["options"]
        if len(set(options)) < len(options):
            raise ValidationError(_("Two options are the same."))
        return options


def languages():
    """Those of the portal but English, in which questions are written."""
    return [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


class WordingForm(forms.ModelForm):
    language = forms.ChoiceField(label=_("language"), choices=languages)
    options = options_field()

    class Meta:
        model = QuestionWording
        fields = ["language", "text", "low", "high", "options"]


class OwnQuestionForm(QuestionForm):
    """What a hub asks. What does not belong to the kind is left away, so that nothing has to be cleared first."""

    class Meta(QuestionForm.Meta):
        fields = ["kind", "text", "low", "high", "options", "is_required"]

    def clean(self):
        data = super().clean()
        kind = data.get("kind")
        if kind not in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
            data["options"] = []
        if kind != QuestionKind.SCALE:
            data["low"] = data["high"] = ""
        return data
