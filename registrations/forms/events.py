"""What staff type about events and sessions in the administration."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from evaluations import occasions
from registrations.models import Criterion, Event, Filling, Session


class EventForm(forms.ModelForm):
    """Refuses what can never be meant; what is only odd becomes a warning (warnings.py)."""

    class Meta:
        model = Event
        fields = [
            "filling",
            "requests_until",
            "starts_at",
            "ends_at",
            "registration_opens_at",
            "registration_closes_at",
        ]

    def clean(self):
        data = super().clean()
        opens, closes = data.get("registration_opens_at"), data.get("registration_closes_at")
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if opens and (closes or starts) and opens >= (closes or starts):
            self.add_error(
                "registration_opens_at",
                _("Registration would never be open: it has to open before it closes."),
            )
        if closes and ends and closes > ends:
            self.add_error("registration_closes_at", _("Nobody can register when the event is over."))
        if (
            closes
            and self.instance._state.adding
            and closes < timezone.now()
            and not (ends and ends < timezone.now())
        ):
            self.add_error("registration_closes_at", _("This is past: nobody could ever register."))
        self._check_ranking(data)
        return data

    def _check_ranking(self, data):
        until, closes = (
            data.get("requests_until"),
            data.get("registration_closes_at") or data.get("starts_at"),
        )
        if data.get("filling") != Filling.RANKED:
            return
        if until is None:
            self.add_error("requests_until", _("Say until when requests are ranked."))
        elif closes and until > closes:
            self.add_error("requests_until", _("Registration closes before that."))
        if data.get("criterion") == Criterion.LEVEL_SCORE and not data.get("level"):
            self.add_error("criterion", _("Choose the level of the event, whose score is to count."))
        if self.instance.allocated_at and "requests_until" in self.changed_data:
            self.add_error("requests_until", _("The seats have been given already."))

    def clean_counts_as(self):
        activity, level = self.cleaned_data["counts_as"], self.cleaned_data.get("level")
        if activity and level and activity.level_id != level.pk:
            raise ValidationError(_("This activity belongs to another level."))
        return activity

    def clean_evaluation(self):
        survey = self.cleaned_data["evaluation"]
        if survey and occasions.belongs_elsewhere(survey, self.instance):
            raise ValidationError(_("This survey belongs to something else. Copy it, and choose the copy."))
        return survey

    def clean_filling(self):
        filling = self.cleaned_data["filling"]
        if self.instance.allocated_at and filling != self.initial.get("filling"):
            raise ValidationError(_("The seats have been given by ranking already: that cannot be undone."))
        if self.instance.pk and filling != self.initial.get("filling"):
            undecided = self.instance.registrations.requested().count()
            if undecided:
                text = ngettext(
                    "%(count)s request is not decided yet. Decide it first.",
                    "%(count)s requests are not decided yet. Decide them first.",
                    undecided,
                )
                raise ValidationError(text, params={"count": undecided})
            if filling == Filling.RANKED and self.instance.registrations.waiting().exists():
                raise ValidationError(_("People wait in line already: they cannot be ranked any more."))
        return filling


class SessionForm(forms.ModelForm):
    class Meta:
        model = Session
        fields = ["title", "starts_at", "ends_at"]

    def clean(self):
        data = super().clean()
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and self.instance.pk:
            longest = self.instance.attendances.aggregate(longest=Max("minutes"))["longest"] or 0
            if longest * 60 > (ends - starts).total_seconds():
                self.add_error(
                    "ends_at",
                    _("Somebody is recorded for %(minutes)s minutes: the session cannot be shorter.")
                    % {"minutes": longest},
                )
        return data
