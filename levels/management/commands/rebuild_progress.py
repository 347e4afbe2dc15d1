from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from levels.actions import rebuilding

SHOWN = 50


class Command(BaseCommand):
    help = "Makes progress and standings anew from the evidence, and tells what was stored otherwise."

    def add_arguments(self, parser):
        parser.add_argument("--person", type=int, metavar="ID", help="of this person only")
        parser.add_argument("--check", action="store_true", help="only report; fail where anything differs")

    def handle(self, *args, person, check, **options):
        if person is not None:
            person = User.objects.filter(pk=person).first()
            if person is None:
                raise CommandError("There is no person with this id.")
        report = rebuilding.rebuild(person=person, check=check)
        self.stdout.write(
            f"{report.people} people, {report.rows} resources: {len(report.missing)} missing, "
            f"{len(report.differing)} different, {len(report.surplus)} without evidence. "
            f"{report.standings.levels} open levels: {len(report.standings.differing)} different."
        )
        for pair in (report.missing + report.differing + report.surplus)[:SHOWN]:
            self.stdout.write("Person {} with resource {} differs.".format(*pair))
        for pk in report.standings.differing[:SHOWN]:
            self.stdout.write(f"Level enrolment {pk} differs.")
        if check and report.differences:
            raise CommandError("What is stored differs from the evidence.")
