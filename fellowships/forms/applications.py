"""The application as a form that may be half filled in: what is sound is kept, what is not says why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fellowships import languages
from fellowships.models import Application, CvEntry, EntryKind, Referee

LONGEST_TEXT = 10_000
EMPTY_ROWS = 1
MOST_CV, MOST_REFEREES = 40, 5
USUAL_LANGUAGES = ["en", "de", "es", "fr", "it", "pl", "pt", "ro", "sv"]


class ApplicationForm(forms.ModelForm):
    """The form itself. Nothing is required: `missing.of` says what an application lacks before it is handed in."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    languages = forms.MultipleChoiceField(
        label=_("Languages you work in"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Application
        fields = [
            "home",
            "workplace",
            "post",
            "years_in_intensive_care",
            "languages",
            "experience",
            "motivation",
            "plans",
            "supervisor_name",
            "supervisor_post",
            "supervisor_email",
            "must_not_review",
        ]
        labels = {
            "home": _("Country you work in"),
            "supervisor_name": _("Name"),
            "supervisor_post": _("Post"),
            "supervisor_email": _("E-mail address"),
            "must_not_review": _("Names or e-mail addresses, one person to a line"),
        }
        help_texts = {
            "home": _("As it is on the day you hand in."),
            "workplace": _("Reviewers do not see it."),
            "post": _("Reviewers see it: leave out the place, as in “Consultant in intensive care”."),
            "experience": _("What you do today: your unit, your part in infection and sepsis care."),
            "motivation": _("What you want to learn, and why at these centres."),
            "plans": _("What will be different afterwards, and how you will know. No patient details."),
            "must_not_review": _(
                "People with whom you have a private, financial or close working tie, or a dispute. They see and decide "
                "nothing of your application. You need not say why."
            ),
        }
        widgets = {
            **{
                name: forms.Textarea(attrs={"rows": 8, "maxlength": LONGEST_TEXT})
                for name in ("experience", "motivation", "plans")
            },
            "must_not_review": forms.Textarea(attrs={"rows": 3}),
            "years_in_intensive_care": forms.NumberInput(attrs={"inputmode": "numeric"}),
            "supervisor_email": forms.EmailInput(attrs={"autocomplete": "off"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["revision"] = self.instance.revision
        self.fields["languages"].choices = languages.choices()
        self.fields["home"].required = False
        for name in ("experience", "motivation", "plans"):
            self.fields[name].max_length = LONGEST_TEXT
            self.fields[name].widget.attrs["data-words"] = self.instance.call.words_each

    def texts(self):
        return [self[name] for name in ("experience", "motivation", "plans")]

    def usual_languages(self):
        """The languages of the pilot countries and the most common ones, and whatever is ticked."""
        ticked = set(self["languages"].value() or [])
        return [box for box in self["languages"] if box.data["value"] in {*USUAL_LANGUAGES, *ticked}]

    def other_languages(self):
        usual = {box.data["value"] for box in self.usual_languages()}
        return [box for box in self["languages"] if box.data["value"] not in usual]

    def values(self):
        """What is sound, by name."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data}

    def _post_clean(self):
        """Each field is judged by itself; the row is checked as a whole when it is handed in."""


class CvForm(forms.ModelForm):
    class Meta:
        model = CvEntry
        fields = ["kind", "title", "place", "from_year", "until_year"]
        labels = {"title": _("What"), "place": _("Where"), "from_year": _("From"), "until_year": _("Until")}
        error_messages = {
            "title": {"required": _("Say what it was.")},
            "from_year": {"required": _("Say in which year it began.")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = EntryKind.choices
        self.fields["kind"].initial = EntryKind.POST
        for name in ("from_year", "until_year"):
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label,
                required=self.fields[name].required,
                min_value=1940,
                max_value=2100,
                error_messages=self.Meta.error_messages.get(name, {}),
            )
            self.fields[name].widget.attrs |= {"inputmode": "numeric"}

    def clean(self):
        data = super().clean()
        if data.get("until_year") and data.get("from_year") and data["until_year"] < data["from_year"]:
            self.add_error("until_year", _("The last year is before the first."))
        return data


class RefereeForm(forms.ModelForm):
    class Meta:
        model = Referee
        fields = ["name", "post", "email"]
        labels = {"name": _("Name"), "post": _("Post and place"), "email": _("E-mail address")}


class _Rows(forms.BaseFormSet):
    """Rows of a person's own. A row that was emptied is a row taken away."""

    def rows(self):
        """As model instances, not saved; None where one of the rows is not sound: then those that are kept stay."""
        if not self.is_valid():
            return None
        return [
            form._meta.model(**{name: form.cleaned_data[name] for name in form._meta.fields})
            for form in self.forms
            if form.is_filled
        ]

    def clean(self):
        seen = set()
        for form in self.forms:
            email = form.cleaned_data.get("email", "").lower() if hasattr(form, "cleaned_data") else ""
            if email and email in seen:
                form.add_error("email", _("You have named this person already."))
            seen.add(email)


def _row(form):
    """A form class whose empty rows are let be, also where they were filled before."""

    class Row(form):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.empty_permitted = False

        @property
        def is_filled(self):
            return any(self.cleaned_data.get(name) for name in self._meta.fields if name != "kind")

        def full_clean(self):
            if self.is_bound and not any(
                (self[name].data or "").strip() for name in self._meta.fields if name != "kind"
            ):
                self._errors, self.cleaned_data = forms.utils.ErrorDict(), {}
                return
            super().full_clean()

        def _post_clean(self):
            """The row belongs to no application yet."""

    Row.__name__ = form.__name__
    return Row


_CvRows = forms.formset_factory(_row(CvForm), formset=_Rows, extra=EMPTY_ROWS, max_num=MOST_CV)
_RefereeRows = forms.formset_factory(
    _row(RefereeForm), formset=_Rows, extra=EMPTY_ROWS, max_num=MOST_REFEREES
)


class Sheet:
    """The form with its two lists: the CV and the referees. `more` names the list that gets an empty row."""

    def __init__(self, application, data=None, more=""):
        self.application, self.data = application, data
        self.form = ApplicationForm(data, instance=application)
        self.cv = _CvRows(_one_more(data, "cv", more), initial=_initial(application.cv, CvForm), prefix="cv")
        self.referees = _RefereeRows(
            _one_more(data, "referees", more),
            initial=_initial(application.referees, RefereeForm),
            prefix="referees",
        )

    def is_valid(self):
        return all([self.form.is_valid(), self.cv.is_valid(), self.referees.is_valid()])

    def sound(self):
        """What can be kept of it: what `actions.save_application` takes."""
        self.is_valid()
        return {
            "revision": self.form.cleaned_data.get("revision", -1),
            "values": self.form.values(),
            "cv": self.cv.rows(),
            "referees": self.referees.rows(),
        }

    def errors(self):
        """{id of a field: what is wrong with it}, of all parts."""
        parts = [self.form, *self.cv.forms, *self.referees.forms]
        return {
            form[name].id_for_label: " ".join(errors)
            for form in parts
            for name, errors in form.errors.items()
            if name in form.fields
        }

    def differing(self, application):
        """(label, what stands in the other window) of each text that differs from what is stored now."""
        return [
            (self.form[name].label, getattr(application, name))
            for name in ApplicationForm.Meta.fields
            if name in self.form.cleaned_data
            and name not in ("languages", "home")
            and self.form.cleaned_data[name] != getattr(application, name)
            and getattr(application, name)
        ]

    def take_revision(self, revision):
        """From now on a second save is meant: the person has been told of the newer one."""
        self.form.data = self.form.data.copy()
        self.form.data["revision"] = revision


def _initial(rows, form):
    return list(rows.values(*form.Meta.fields))


def _one_more(data, prefix, more):
    if data is None or more != prefix:
        return data
    data = data.copy()
    count = data.get(f"{prefix}-TOTAL_FORMS") or "0"
    data[f"{prefix}-TOTAL_FORMS"] = (int(count) if count.isdigit() else 0) + 1
    return data
