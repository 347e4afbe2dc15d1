from django.core.management.base import BaseCommand

from pathway.demo import scenes


class Command(BaseCommand):
    help = "Make the demo people and what they have done so far. Only where DEMO is on; once."

    def handle(self, **options):
        made = scenes.play()
        self.stdout.write("Demo people made." if made else "Demo people are there already.")
