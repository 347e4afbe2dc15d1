from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationsConfig(AppConfig):
    name = "registrations"
    verbose_name = _("Events and registrations")

    def ready(self):
        # The models must be there first.
        from certificates.credit import followers
        from evaluations import occasions
        from levels import planning
        from registrations import attending, evaluating, holdings, tasks
        from registrations.emails import (
            allocations,
            announcements,
            answers,
            nominations,
            proposals,
            releases,
            transfers,
        )

        for emails in (allocations, announcements, answers, nominations, proposals, releases, transfers):
            emails.register_kinds()
        holdings.register_holdings()
        occasions.register(evaluating.occasion_of)
        planning.register(attending.planned)
        followers.register(tasks.tell_credits.delay)
