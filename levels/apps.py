from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LevelsConfig(AppConfig):
    name = "levels"
    verbose_name = _("Pathway and levels")

    def ready(self):
        from assessments import followers, places
        from cases import followers as case_followers
        from certificates.credit import followers as accrediting
        from evaluations import occasions
        from levels import (  # the models must be there first
            case_work,
            emails,
            evaluating,
            holdings,
            pairs,
            placing,
            scoring,
            tasks,
        )

        emails.register_kinds()
        holdings.register_holdings()
        occasions.register(evaluating.occasion_of)
        followers.register(scoring.follow)
        case_followers.register(case_work.follow)
        accrediting.register(tasks.tell_credits.delay)
        places.register(placing.place_of)
        places.register(pairs.place_of)
