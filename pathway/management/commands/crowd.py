from django.core.management.base import BaseCommand

from pathway.demo import people


class Command(BaseCommand):
    help = (
        "Add N verified participants, spread over the pilot countries and the rest of the world. Demo only."
    )

    def add_arguments(self, parser):
        parser.add_argument("number", type=int)

    def handle(self, number, **options):
        people.refuse_outside_the_demo()
        self.stdout.write(f"{people.make_crowd(number)} people added.")
