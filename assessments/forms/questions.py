"""Writing a question: one form for each kind, with no more than the kind needs. What it gives is a draft."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from assessments import pictures
from assessments.checks import LONGEST_OPTION, LONGEST_UNIT
from assessments.drafts import WITH_KEY, WITH_OPTIONS, DraftImage, DraftItem, DraftOption, QuestionDraft
from assessments.models import Difficulty, Kind, Question, Tier, Topic

SPARE_ROWS = 3
MOST_ROWS = 15
KIND_HELP = {
    Kind.SINGLE: _("A vignette, a question, and four or five options of which one is best."),
    Kind.MULTIPLE: _("Several options are right. Each one chosen rightly or left out rightly counts."),
    Kind.TRUE_FALSE: _("A set of statements, each to be judged by itself."),
    Kind.MATCHING: _("One list of options, and several short stories that each fit one of them."),
    Kind.ORDERING: _("Steps that have to be put into the right order."),
    Kind.NUMERIC: _("A number, with the tolerance that is still right."),
    Kind.SHORT_TEXT: _("A few lines in one's own words. Somebody reads and marks each answer."),
}
OPTION_TITLES = {
    Kind.TRUE_FALSE: _("Statements"),
    Kind.ORDERING: _("Steps, in the right order"),
    Kind.MATCHING: _("Options to choose from"),
}
# What only some kinds ask for.
OWN_FIELDS = {
    "target": Kind.NUMERIC,
    "tolerance": Kind.NUMERIC,
    "unit": Kind.NUMERIC,
    "guidance": Kind.SHORT_TEXT,
}


def area(rows):
    return forms.Textarea(attrs={"rows": rows, "cols": 90})


class FilingForm(forms.Form):
    """Where a question belongs in the bank."""

    topic = forms.ModelChoiceField(label=_("Topic"), queryset=Topic.objects.all())
    tier = forms.ChoiceField(
        label=_("Tier"), choices=Tier.choices, help_text=_("What a person has to do with what is known.")
    )
    difficulty = forms.ChoiceField(label=_("Meant to be"), choices=Difficulty.choices)


class QuestionForm(FilingForm):
    code = forms.SlugField(
        label=_("Code"),
        max_length=80,
        help_text=_("Short and unique, such as “lactate-after-fluid”: files recognise the question by it."),
    )
    vignette = forms.CharField(
        label=_("Vignette"),
        required=False,
        widget=area(5),
        help_text=_("The case: age, findings, figures with units. Markdown."),
    )
    prompt = forms.CharField(
        label=_("Question"),
        widget=area(2),
        help_text=_("One closed question that can be answered with the options covered."),
    )
    picture = forms.FileField(
        label=_("Image"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=_(
            "PNG, JPEG or WebP, at most 5 MB. Only the picture is kept: no name, no place, no camera."
        ),
    )
    no_picture = forms.BooleanField(label=_("Take the image away"), required=False)
    image_alt = forms.CharField(
        label=_("What the image shows"),
        required=False,
        max_length=500,
        widget=area(2),
        help_text=_("For who cannot see it: what one would look at, without the answer."),
    )
    target = forms.DecimalField(label=_("Number asked for"), max_digits=14, decimal_places=4)
    tolerance = forms.DecimalField(
        label=_("Tolerance, either way"), max_digits=14, decimal_places=4, min_value=0, initial=0
    )
    unit = forms.CharField(label=_("Unit"), max_length=LONGEST_UNIT, required=False)
    guidance = forms.CharField(
        label=_("What a good answer names"),
        required=False,
        widget=area(4),
        help_text=_("For who marks; learners see it in the review."),
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        required=False,
        widget=area(4),
        help_text=_("Why the key is right and the best distractor wrong. Markdown. Needed to publish."),
    )
    reference = forms.CharField(
        label=_("Reference"),
        required=False,
        widget=area(2),
        help_text=_("The source of the right answer. Needed to publish."),
    )
    changed = forms.CharField(
        label=_("What changed"),
        required=False,
        max_length=300,
        help_text=_("In a few words, for the history of versions."),
    )
    # What the form was filled from: two people writing at once, the second is told.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ["code", "topic", "tier", "difficulty"]

    def __init__(self, *args, kind, is_new, image=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind, self.image = kind, image
        for name in [name for name, own in OWN_FIELDS.items() if own != kind]:
            del self.fields[name]
        for name in ["changed", "seen"] if is_new else ["code"]:
            del self.fields[name]
        if image is None:
            del self.fields["no_picture"]

    @property
    def filing(self):
        return [self[name] for name in ["code", "topic", "tier", "difficulty"] if name in self.fields]

    @property
    def words(self):
        names = ["vignette", "prompt", "picture", "no_picture", "image_alt"]
        return [self[name] for name in names if name in self.fields]

    @property
    def answer(self):
        return [self[name] for name in OWN_FIELDS if name in self.fields]

    @property
    def why(self):
        names = ["explanation", "reference", "changed"]
        return [self[name] for name in names if name in self.fields]

    def clean_picture(self):
        file = self.cleaned_data["picture"]
        if not file:
            return None
        if file.size > pictures.MOST_BYTES:
            raise ValidationError(_("The picture is larger than 5 MB."))
        return pictures.clean(file.read())

    def clean(self):
        if self._has_picture and not self.cleaned_data.get("image_alt", "").strip():
            self.add_error("image_alt", _("Say what the image shows, for who cannot see it."))
        return self.cleaned_data

    @property
    def _has_picture(self):
        kept = self.image is not None and not self.cleaned_data.get("no_picture")
        return bool(self.cleaned_data.get("picture")) or kept

    @property
    def draft_image(self):
        if not self._has_picture:
            return None
        alt = self.cleaned_data["image_alt"].strip()
        if self.cleaned_data["picture"]:
            return DraftImage(alt, content=self.cleaned_data["picture"])
        return DraftImage(alt, stored=self.image.stored)


class OptionForm(forms.Form):
    place = forms.IntegerField(label=_("Place"), min_value=1, max_value=99, required=False)
    text = forms.CharField(label=_("Text"), required=False, max_length=LONGEST_OPTION, widget=area(2))
    is_correct = forms.BooleanField(label=_("Right"), required=False)
    stays_last = forms.BooleanField(
        label=_("Stays last"), required=False, help_text=_("Not shuffled away from the end of the list.")
    )

    def __init__(self, *args, kind, row, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].initial = row
        self.fields["place"].widget.attrs["class"] = "place"
        if kind == Kind.TRUE_FALSE:
            self.fields["is_correct"].label = _("True")
        if kind not in WITH_KEY:
            del self.fields["is_correct"]
        if kind == Kind.ORDERING:
            del self.fields["stays_last"]


class ItemForm(forms.Form):
    text = forms.CharField(label=_("Story"), required=False, widget=area(2))
    answer = forms.TypedChoiceField(
        label=_("Fits option"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "—"), *((n, str(n)) for n in range(1, MOST_ROWS + 1))],
    )


class Rows(forms.BaseFormSet):
    """A fixed number of rows, of which the empty ones are left out: it needs no script."""

    def get_form_kwargs(self, index):
        return self.form_kwargs if self.form is ItemForm else self.form_kwargs | {"row": (index or 0) + 1}

    @property
    def filled(self):
        return [row.cleaned_data for row in self.forms if row.cleaned_data.get("text", "").strip()]


OptionRows = forms.formset_factory(
    OptionForm, formset=Rows, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)
ItemRows = forms.formset_factory(ItemForm, formset=Rows, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


class Desk:
    """The form of one question with its rows of options and items."""

    def __init__(self, request, *, kind, draft=None, seen="", changed=""):
        self.kind, self.before = Kind(kind), draft
        data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        self.form = QuestionForm(
            data,
            files,
            kind=kind,
            is_new=draft is None,
            image=draft.image if draft else None,
            initial=_initial(draft) | {"seen": seen, "changed": changed},
        )
        self.options = self.items = None
        if kind in WITH_OPTIONS:
            rows = _option_rows(draft)
            self.options = OptionRows(data, prefix="options", initial=rows, form_kwargs={"kind": kind})
        if kind == Kind.MATCHING:
            self.items = ItemRows(data, prefix="items", initial=_item_rows(draft))
        self.options_title = OPTION_TITLES.get(self.kind, _("Options"))

    @property
    def _parts(self):
        return [part for part in (self.form, self.options, self.items) if part is not None]

    def is_valid(self):
        """All parts are looked at, so that everything is told at once."""
        valid = [part.is_valid() for part in self._parts]
        return all(valid) and self._fit()

    def _fit(self):
        places = {place for place, _row in self._numbered}
        for row in self.items.forms if self.items else []:
            if row.cleaned_data.get("text", "").strip() and row.cleaned_data["answer"] not in places:
                row.add_error("answer", _("Choose the number of an option."))
        return not self.items or all(not row.errors for row in self.items.forms)

    @cached_property
    def _numbered(self):
        """(place, row) of the options, in the order that the places give."""
        rows = [
            (row.get("place") or MOST_ROWS + 1, row) for row in (self.options.filled if self.options else [])
        ]
        return sorted(rows, key=lambda pair: pair[0])

    @property
    def draft(self):
        """As browsers send it, lines end in two letters: files and comparisons know one."""
        said = {name: _plain(value) for name, value in self.form.cleaned_data.items()}
        by_place = {place: _plain(row["text"]).strip() for place, row in self._numbered}
        items = self.items.filled if self.items else []
        return QuestionDraft(
            code=said["code"] if self.before is None else self.before.code,
            topic=said["topic"].slug,
            tier=said["tier"],
            difficulty=said["difficulty"],
            kind=self.kind,
            **{name: said[name].strip() for name in ["vignette", "prompt", "explanation", "reference"]},
            **{name: said[name] for name in OWN_FIELDS if name in said},
            options=tuple(
                DraftOption(
                    _plain(row["text"]).strip(), row.get("is_correct", False), row.get("stays_last", False)
                )
                for _place, row in self._numbered
            ),
            items=tuple(DraftItem(_plain(row["text"]).strip(), by_place[row["answer"]]) for row in items),
            image=self.form.draft_image,
        )

    def complain(self, error):
        """What the bank refused, at the top of the form."""
        for words in error.messages:
            self.form.add_error(None, words)

    def see(self, seen):
        """Show the words of this person again; saving once more means to replace what is there now."""
        self.form.data = self.form.data.copy()
        self.form.data["seen"] = seen


def _plain(value):
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def _initial(draft):
    if draft is None:
        return {}
    names = [name for name in QuestionForm.base_fields if hasattr(draft, name)]
    said = {name: getattr(draft, name) for name in names} | {"topic": Topic.objects.get(slug=draft.topic)}
    return said | {"image_alt": draft.image.alt if draft.image else ""}


def _option_rows(draft):
    rows = [
        {"text": option.text, "is_correct": option.is_correct, "stays_last": option.stays_last}
        for option in (draft.options if draft else ())
    ]
    return _with_spare(rows, least=5)


def _item_rows(draft):
    if draft is None:
        return _with_spare([], least=4)
    numbers = {option.text: number for number, option in enumerate(draft.options, 1)}
    return _with_spare([{"text": item.text, "answer": numbers[item.answer]} for item in draft.items], least=4)


def _with_spare(rows, least):
    return rows + [{}] * min(max(least, len(rows) + SPARE_ROWS) - len(rows), MOST_ROWS - len(rows))


class BecauseForm(forms.Form):
    because = forms.CharField(label=_("Reason"), max_length=Question._meta.get_field("because").max_length)
