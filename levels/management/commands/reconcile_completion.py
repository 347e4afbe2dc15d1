from django.core.management.base import BaseCommand, CommandError

from levels.actions import completion


class Command(BaseCommand):
    help = "Compares what is stored about everybody's levels with the evidence, and mends what differs."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="only report; fail where anything differs")

    def handle(self, *args, check, **options):
        report = completion.reconcile(check=check)
        self.stdout.write(
            f"{report.levels} open levels: {report.caught_up} caught up with changed requirements, "
            f"{len(report.differing)} differed from their evidence, {len(report.late)} should have been completed."
        )
        for pk in report.differing:
            self.stdout.write(f"Level enrolment {pk} differs.")
        if check and report.differing:
            raise CommandError("What is stored differs from the evidence.")
