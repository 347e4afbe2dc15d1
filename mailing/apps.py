from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailingConfig(AppConfig):
    name = "mailing"
    verbose_name = _("Mail")

    def ready(self):
        from mailing import account_mails, holdings

        account_mails.register_all()
        holdings.register_holdings()
