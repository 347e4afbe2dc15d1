from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("Assessments")

    def ready(self):
        from assessments import emails, holdings  # the models must be there first

        emails.register_kinds()
        holdings.register_holdings()
