from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationsConfig(AppConfig):
    name = "registrations"
    verbose_name = _("Events and registrations")

    def ready(self):
        # The models must be there first.
        from evaluations import occasions
        from registrations import (
            allocation_emails,
            announcement_emails,
            emails,
            evaluating,
            holdings,
            nomination_emails,
            proposal_emails,
            release_warnings,
            report_holdings,
            transfer_emails,
        )

        emails.register_kinds()
        allocation_emails.register_kinds()
        proposal_emails.register_kinds()
        release_warnings.register_kinds()
        transfer_emails.register_kinds()
        nomination_emails.register_kinds()
        announcement_emails.register_kinds()
        holdings.register_holdings()
        report_holdings.register_report_holdings()
        occasions.register(evaluating.occasion_of)
