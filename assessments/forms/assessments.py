"""What staff say about an assessment, and what keeps it from being saved."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from assessments import blueprints, drawing
from assessments.models import Assessment, FixedQuestion, Question


class AssessmentForm(forms.ModelForm):
    """The pass mark is said in percent and kept in hundredths of it."""

    pass_mark = forms.DecimalField(
        label=_("Pass mark in percent"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        help_text=_("75 is 75 %. EBAP asks for 75 %."),
        error_messages={"max_value": _("A pass mark is at most 100 percent.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["pass_mark"] = f"{self.instance.pass_mark / 100:g}"

    def clean_pass_mark(self):
        return int(self.cleaned_data["pass_mark"] * 100)


class NamedCells(BaseInlineFormSet):
    """Django's rows have their names in the head of the table alone: read aloud, each field needs its own."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if index is not None and index >= self.initial_form_count():
            form.fields["order"].initial = index + 1
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = field.label


class BlueprintRows(NamedCells):
    """A blueprint that the bank cannot serve is not saved."""

    def add_fields(self, form, index):
        """A spare row says no number, so that one question of any kind is told from a row left alone."""
        super().add_fields(form, index)
        if index is None or index >= self.initial_form_count():
            form.fields["count"].initial = None

    @cached_property
    def lines(self):
        rows = [
            form
            for form in self.forms
            if form not in self.deleted_forms and form.has_changed() | bool(form.instance.pk)
        ]
        return [form.instance for form in sorted(rows, key=lambda form: form.cleaned_data.get("order") or 0)]

    def clean(self):
        super().clean()
        if any(self.errors) or self.instance.form != Assessment.Form.DRAWN:
            return
        if self.instance.is_published and not self.lines:
            raise ValidationError(_("Add a line to the blueprint, or ask everyone the same questions."))
        wrong = blueprints.shortfalls(self.lines, drawing.pool(self.instance.draws_by_hand))
        if wrong:
            raise ValidationError(wrong)


class FixedQuestionForm(forms.ModelForm):
    """By its code: a list to choose from would be as long as the bank."""

    question = forms.ModelChoiceField(
        label=_("Code of the question"),
        queryset=Question.objects.drawable(),
        to_field_name="code",
        widget=forms.TextInput(attrs={"list": "codes", "size": 40, "autocomplete": "off"}),
        error_messages={"invalid_choice": _("No question in use has this code.")},
    )

    class Meta:
        model = FixedQuestion
        fields = ["order", "question"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["question"] = self.instance.question.code


class FixedRows(NamedCells):
    def clean(self):
        super().clean()
        left = [
            form
            for form in self.forms
            if form.cleaned_data.get("question") and form not in self.deleted_forms
        ]
        is_fixed = self.instance.form == Assessment.Form.FIXED
        if not any(self.errors) and is_fixed and self.instance.is_published and not left:
            raise ValidationError(_("Say which questions everyone is asked."))
