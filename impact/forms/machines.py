"""What is asked of who gives a machine a key, or an address that is told of news. The actions judge it."""

from datetime import UTC, datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubs.models import Hub
from impact.models import ApiToken, Webhook
from impact.models.tokens import KEPT_DAYS
from impact.models.webhooks import NEWS

LONGEST_DAYS = 2 * KEPT_DAYS


class TokenForm(forms.ModelForm):
    """`for_all`: may it be a token of any country, or of all?"""

    expires_on = forms.DateField(
        label=_("Works until"),
        help_text=_("The end of that day (UTC), two years from now at the latest."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = ApiToken
        fields = ["name", "hub"]

    def __init__(self, *args, for_all, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = timezone.now().date() + timedelta(days=KEPT_DAYS)
        if for_all:
            self.fields["hub"].label = _("Reads the figures of")
            self.fields["hub"].queryset = Hub.objects.all()
            self.fields["hub"].empty_label = _("all countries")
        else:
            del self.fields["hub"]

    def clean_expires_on(self):
        day, today = self.cleaned_data["expires_on"], timezone.now().date()
        if not today < day <= today + timedelta(days=LONGEST_DAYS):
            raise ValidationError(_("Choose a day between tomorrow and two years from now."))
        return day

    @property
    def expires_at(self):
        return datetime.combine(self.cleaned_data["expires_on"], time(23, 59, 59), tzinfo=UTC)


class WebhookForm(forms.ModelForm):
    """`for_all`: may it be told of any country, or of all?"""

    url = forms.URLField(
        label=_("Address"),
        help_text=Webhook._meta.get_field("url").help_text,
        max_length=Webhook._meta.get_field("url").max_length,
        assume_scheme="https",
    )
    occasions = forms.MultipleChoiceField(
        label=_("Tell it when"),
        choices=NEWS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    class Meta:
        model = Webhook
        fields = ["name", "url", "occasions", "hub"]

    def __init__(self, *args, for_all, **kwargs):
        super().__init__(*args, **kwargs)
        if for_all:
            self.fields["hub"].label = _("Told of")
            self.fields["hub"].queryset = Hub.objects.all()
            self.fields["hub"].empty_label = _("all countries")
        else:
            del self.fields["hub"]
