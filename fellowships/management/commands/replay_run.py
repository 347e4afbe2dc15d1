"""Decide an allocation of fellowships again from what was kept: `manage.py replay_run CALL NUMBER`."""

from django.core.management.base import BaseCommand, CommandError

from fellowships import runs
from fellowships.models import Run


class Command(BaseCommand):
    help = "Decides an allocation of fellowships again from the facts it was kept with, and compares."

    def add_arguments(self, parser):
        parser.add_argument("call", help="the slug of the call")
        parser.add_argument("number", type=int, help="the number of the run")

    def handle(self, *args, call, number, **options):
        run = Run.objects.select_related("call").filter(call__slug=call, number=number).first()
        if run is None:
            raise CommandError(f"There is no run {number} of a call {call}.")
        replay = runs.replay(run)
        if not replay.has_same_lots:
            raise CommandError("The lots are not those of the call's seed.")
        if not replay.is_same:
            raise CommandError(f"The result is another one. It was decided by rule {run.code_version}.")
        self.stdout.write(f"{len(replay.turns)} turns, all the same. Fingerprint {run.fingerprint}.")
