from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FellowshipsConfig(AppConfig):
    name = "fellowships"
    verbose_name = _("Fellowships")

    def ready(self):
        from fellowships import emails, personal_data  # the models must be there first

        emails.register_kinds()
        personal_data.register_holdings()
