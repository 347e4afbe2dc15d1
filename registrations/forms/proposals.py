"""What a hub fills in about an event that it would like to run, and about one that it runs."""

from allauth.account.models import EmailAddress
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hubs.wall_clock import WallClockField
from levels.models import Level
from registrations.dates import city
from registrations.models import Event, Faculty, FacultyRole, Filling, Proposal, ProposalStep

EMPTY_ROWS = 2
MOST_FACULTY = 30


class _AtTheHub(forms.ModelForm):
    """Moments on the clock of the hub."""

    def __init__(self, *args, hub, zone, **kwargs):
        super().__init__(*args, **kwargs)
        self.hub, self.zone = hub, zone
        for name in ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at"):
            if name in self.fields:
                old = self.fields[name]
                self.fields[name] = WallClockField(
                    zone=zone, label=old.label, required=False, help_text=self._clock(old.help_text)
                )
        self.fields["description"].widget.attrs["rows"] = 6
        self.fields["description"].help_text = _(
            "What people learn, for whom it is, what they need to bring."
        )
        self.fields["date_note"].help_text = _("Only while there is no date: “Spring 2027”.")

    def _clock(self, more):
        clock = _("On the clock of %(city)s.") % {"city": city(self.zone)}
        return f"{clock} {more}" if more else clock

    def clean(self):
        data = super().clean()
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if bool(starts) != bool(ends) and not {"starts_at", "ends_at"} & self.errors.keys():
            self.add_error("ends_at" if starts else "starts_at", _("Give both, the start and the end."))
        elif starts and ends and ends <= starts:
            self.add_error("ends_at", _("It ends before it starts."))
        return data

    def refuse(self, error):
        """Show what an action says, at the fields that it is about."""
        if hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                self.add_error(name if name in self.fields else None, errors)
        else:
            self.add_error(None, error)


class ProposalForm(_AtTheHub):
    """A draft may be half known: only a title is needed to keep it. `actions.propose_event` says what is missing."""

    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    comment = forms.CharField(
        label=_("To the office"),
        help_text=_("What they should know, or what you have changed. They read it with the proposal."),
        required=False,
        max_length=ProposalStep._meta.get_field("comment").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = Proposal
        fields = [
            "kind",
            "title",
            "level",
            "summary",
            "description",
            "starts_at",
            "ends_at",
            "date_note",
            "place",
            "is_online",
            "language",
            "host_conference",
            "capacity",
            "filling",
            "signatory_name",
            "signatory_post",
        ]

    sections = [
        (_("What"), ["kind", "title", "summary", "description", "level"]),
        (_("When"), ["starts_at", "ends_at", "date_note"]),
        (_("Where"), ["place", "is_online", "language", "host_conference"]),
        (_("Places"), ["capacity", "filling"]),
        (_("Certificates"), ["signatory_name", "signatory_post"]),
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].queryset = Level.objects.order_by("number")
        self.fields["level"].empty_label = _("No level in particular")
        self.fields["is_online"].label = _("People take part online")
        self.fields["host_conference"].help_text = _(
            "The national or regional conference that it is part of, if any."
        )
        self.fields["capacity"].help_text = _("Empty: as many as want to come.")
        self.fields["filling"].choices = [
            (Filling.FIRST_COME, _("First come, first served")),
            (Filling.REVIEWED, _("Our hub decides about each request, wherever the person is from")),
        ]
        self.initial["edition"] = self.instance.edition

    def sections_with_fields(self):
        return [(title, [self[name] for name in names]) for title, names in self.sections]

    def proposal(self):
        """As it was filled in, of the hub, with the edition that was on the page."""
        self.instance.hub = self.hub
        self.instance.edition = self.cleaned_data["edition"] or self.instance.edition
        return self.instance

    def take_edition(self, edition):
        """From now on a second save is meant: the person has been told of the newer edition."""
        self.data = self.data.copy()
        self.data["edition"] = edition


class EventFactsForm(_AtTheHub):
    """What a hub may change by itself of an event that the office has approved."""

    class Meta:
        model = Event
        fields = [
            "summary",
            "description",
            "starts_at",
            "ends_at",
            "date_note",
            "place",
            "is_online",
            "language",
            "registration_opens_at",
            "registration_closes_at",
        ]

    sections = [
        (_("What"), ["summary", "description"]),
        (_("When"), ["starts_at", "ends_at", "date_note"]),
        (_("Where"), ["place", "is_online", "language"]),
        (_("Registration"), ["registration_opens_at", "registration_closes_at"]),
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["is_online"].label = _("People take part online")
        self.fields["registration_opens_at"].help_text += " " + _("Empty: at once.")

    sections_with_fields = ProposalForm.sections_with_fields

    def clean(self):
        data = super().clean()
        opens = data.get("registration_opens_at")
        closes = data.get("registration_closes_at") or data.get("starts_at")
        if opens and closes and opens >= closes:
            self.add_error(
                "registration_opens_at",
                _("Registration would never be open: it has to open before it closes."),
            )
        return data


class FacultyForm(forms.Form):
    """Somebody who teaches. The address is only asked to find the account; it is not kept here."""

    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    role = forms.ChoiceField(
        label=_("Role"), choices=FacultyRole.choices, initial=FacultyRole.INSTRUCTOR, required=False
    )
    topic = forms.CharField(label=_("What they teach"), max_length=120, required=False)
    minutes = forms.IntegerField(label=_("Minutes taught"), min_value=1, max_value=10_000, required=False)
    email = forms.EmailField(label=_("E-mail of their account, if any"), required=False)

    def __init__(self, *args, hub, **kwargs):
        super().__init__(*args, **kwargs)
        self.hub = hub
        self.user = None

    def clean(self):
        data = super().clean()
        email = data.get("email")
        if email and not data.get("name"):
            self.add_error("name", _("Write the name, as it shall stand on the page of the event."))
        if email:
            self.user = self._account(email)
        return data

    def _account(self, email):
        """Of people at home in the hub's country: about others a hub learns nothing, not even whether they are here."""
        found = EmailAddress.objects.filter(email__iexact=email, verified=True, user__is_active=True)
        is_kept = email.lower() == (self.initial.get("email") or "").lower()
        if not is_kept:
            found = found.filter(user__profile__country=self.hub.country)
        address = found.select_related("user").first()
        if address is None:
            text = _("Nobody from %(country)s has an account with this address. Leave it empty.")
            self.add_error("email", ValidationError(text, params={"country": self.hub.country.name}))
        return address and address.user


class _Team(forms.BaseFormSet):
    def rows(self):
        """`Faculty` rows, not saved; rows without a name are left out."""
        return [
            Faculty(
                name=form.cleaned_data["name"],
                role=form.cleaned_data["role"] or FacultyRole.INSTRUCTOR,
                topic=form.cleaned_data["topic"],
                minutes=form.cleaned_data["minutes"],
                user=form.user,
            )
            for form in self.forms
            if form.cleaned_data.get("name")
        ]


_TeamForms = forms.formset_factory(
    FacultyForm, formset=_Team, extra=EMPTY_ROWS, max_num=MOST_FACULTY, validate_max=True
)


def team_form(data, *, hub, of=None, more=False):
    """The faculty of a proposal or an event, with empty rows to add to; `more` adds rows to what was posted."""
    rows = of.faculty.select_related("user") if of is not None and of.pk else []
    initial = [
        {
            "name": row.name,
            "role": row.role,
            "topic": row.topic,
            "minutes": row.minutes,
            "email": row.user.email if row.user else "",
        }
        for row in rows
    ]
    if data is not None and more:
        data = data.copy()
        wanted = int(data.get("team-TOTAL_FORMS") or 0) + EMPTY_ROWS
        data["team-TOTAL_FORMS"] = min(wanted, MOST_FACULTY)
    return _TeamForms(data, initial=initial, prefix="team", form_kwargs={"hub": hub})


class CommentForm(forms.Form):
    """What the office says to a proposal. `actions.send_back_proposal` judges whether it is enough."""

    comment = forms.CharField(
        label=_("To the hub"),
        required=False,
        max_length=ProposalStep._meta.get_field("comment").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
