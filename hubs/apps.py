from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HubsConfig(AppConfig):
    name = "hubs"
    verbose_name = _("Hubs")

    def ready(self):
        from hubs import emails, holdings, team_emails  # the models must be there first

        emails.register_kinds()
        team_emails.register_kinds()
        holdings.register_holdings()
