from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PathwayConfig(AppConfig):
    name = "pathway"
    verbose_name = _("Portal")

    def ready(self):
        from impact import visits
        from pathway import page_views

        visits.come_from(page_views.totals)
