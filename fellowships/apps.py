from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FellowshipsConfig(AppConfig):
    name = "fellowships"
    verbose_name = _("Fellowships")

    def ready(self):
        from fellowships import emails, holdings  # the models must be there first

        emails.register_kinds()
        holdings.register_holdings()
