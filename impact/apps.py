from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImpactConfig(AppConfig):
    name = "impact"
    verbose_name = _("Impact")

    def ready(self):
        from evaluations import occasions
        from impact import following_up
        from impact.emails import register_kinds
        from impact.holdings import register_holdings

        register_kinds()
        register_holdings()
        occasions.register(following_up.occasion_of)
