from django.core.management.base import BaseCommand

from certificates import tasks as certificates
from impact.actions import snapshots
from pathway.demo import cohort


class Command(BaseCommand):
    help = "Make some hundreds of invented learners with months behind them, and count the figures. Only where DEMO is on; once."

    def handle(self, **options):
        made = cohort.play()
        if made:
            certificates.issue_due()
            snapshots.take()
        self.stdout.write(f"{made} learners made." if made else "The learners are there already.")
