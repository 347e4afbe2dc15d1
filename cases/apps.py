from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Case repository")

    def ready(self):
        from cases import emails, holdings  # the models must be there first

        emails.register_kinds()
        holdings.register_holdings()
