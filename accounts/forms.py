from allauth.account.forms import SignupForm as AllauthSignupForm
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts import actions
from accounts.models import Consent, ConsentKind, Profile
from accounts.names import NameField


def _terms_label():
    return format_html(
        '{} <a href="{}">{}</a>',
        gettext("I agree to the terms of use and have read the privacy notice."),
        reverse_lazy("privacy"),
        gettext("Read them"),
    )


terms_label = lazy(_terms_label, str)


class TermsField(forms.BooleanField):
    def __init__(self, **kwargs):
        errors = {"required": _("Without your agreement we cannot open an account for you.")}
        super().__init__(label=terms_label(), error_messages=errors, **kwargs)


class SignupForm(AllauthSignupForm):
    name = NameField(
        label=_("Your name"),
        help_text=_("As it shall stand on your certificates, in any script."),
        error_messages={"required": _("Please tell us your name.")},
    )
    terms = TermsField()
    news = forms.BooleanField(
        label=_("Send me news about the pathway by e-mail."),
        help_text=_("You can change this whenever you like."),
        required=False,
    )
    field_order = ["name", "email", "password1", "terms", "news"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        # The library hides its trap for robots with an inline style, which the content policy forbids. The
        # page draws it itself, out of sight of people and of their screen readers.
        trap = self.fields[settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD]
        trap.label = _("Leave this empty")
        trap.widget.attrs = {"tabindex": "-1", "autocomplete": "off"}
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*self.field_order)

    def try_save(self, request):
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            # The same address twice at once: the second is told what everybody is told whose address is known.
            self.account_already_exists = True
            return super().try_save(request)

    def custom_signup(self, request, user):
        super().custom_signup(request, user)
        actions.give_consent(user, ConsentKind.TERMS)
        if self.cleaned_data["news"]:
            actions.give_consent(user, ConsentKind.NEWS)


def _countries():
    """By name in the reader's language, the pilot countries in front."""
    pilot = [(code, countries.name(code)) for code in settings.COUNTRIES_FIRST]
    others = [(code, name) for code, name in countries if code and code not in settings.COUNTRIES_FIRST]
    return [("", _("Please choose")), (_("Pilot countries"), pilot), (_("All other countries"), others)]


class ProfileForm(forms.ModelForm):
    """What a person says about oneself. What was not asked before is asked here, once."""

    name = NameField(
        label=_("Your name"), help_text=_("As it shall stand on your certificates, in any script.")
    )
    language = forms.ChoiceField(label=_("Language of our mails to you"), choices=settings.LANGUAGES)
    terms = TermsField()
    share_with_hub = forms.BooleanField(
        label=_("Share my profile and progress with the training hub of my country."),
        help_text=_(
            "The hub then sees who learns in its country and can help you. You can change this later."
        ),
        required=False,
    )
    field_order = ["name", "country", "profession", "career_stage", "specialty", "workplace"]

    class Meta:
        model = Profile
        fields = ["country", "profession", "career_stage", "specialty", "workplace", "is_esicm_member"]
        help_texts = {
            "country": _(
                "It decides which country's seats you can ask for. Requests you have made already keep the "
                "country they were made with."
            ),
            "specialty": _("For example intensive care, anaesthesiology, emergency medicine."),
            "workplace": _("Hospital or institution, and town."),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["name"].initial = user.name
        self.fields["language"].initial = user.language
        for field in ("profession", "career_stage"):
            self.fields[field].choices = [("", _("Please choose")), *self.fields[field].choices[1:]]
        self.fields["country"].choices = _countries()
        self.fields["workplace"].widget.attrs["autocomplete"] = "organization"
        self.fields["country"].widget.attrs["autocomplete"] = "country"
        if Consent.objects.has_consent(user, ConsentKind.TERMS):
            del self.fields["terms"]
        if self.instance.pk:
            del self.fields["share_with_hub"]

    def save(self):
        data = dict(self.cleaned_data)
        if data.pop("terms", False):
            actions.give_consent(self.user, ConsentKind.TERMS)
        return actions.save_profile(user=self.user, **data)
