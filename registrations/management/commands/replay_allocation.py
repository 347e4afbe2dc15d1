from django.core.management.base import BaseCommand, CommandError

from registrations import allocation
from registrations.models import Allocation


class Command(BaseCommand):
    help = (
        "Decide the runs of an event's allocation again from their kept facts, and say whether the result is the "
        "same. Exits with 1 where one is not."
    )

    def add_arguments(self, parser):
        parser.add_argument("event", help="the address of the event, as in /events/ADDRESS/")
        parser.add_argument("number", type=int, nargs="?", help="one run; all of them where it is left out")

    def handle(self, *, event, number, **options):
        runs = Allocation.objects.filter(event__slug=event).select_related("event__lot").order_by("number")
        if number is not None:
            runs = runs.filter(number=number)
        if not runs:
            raise CommandError(f"There is no such run of {event}.")
        differing = [run.number for run in runs if not self._is_same(run)]
        if differing:
            raise CommandError(f"Not the same: {', '.join(map(str, differing))}.", returncode=1)

    def _is_same(self, run):
        is_same, result = allocation.replay(run)
        self.stdout.write(
            f"Run {run.number}, {run.state}, rule {run.rule}, {len(result['given'])} seats given, "
            f"{len(result['line'])} in line, {run.fingerprint[:12]}: {'same' if is_same else 'DIFFERENT'}"
        )
        return is_same
