from django.core.management.base import BaseCommand
from django.db import transaction

from pathway.content.classroom import loader, questions, requirements


class Command(BaseCommand):
    help = "Loads the sample classroom. Safe to run again: what staff changed since stays as it is."

    @transaction.atomic
    def handle(self, *args, **options):
        made = questions.load() + loader.load() + requirements.load()
        for label, count in sorted(made.items()):
            self.stdout.write(f"{count:4} {label}")
        if not made:
            self.stdout.write("The sample classroom is loaded already; nothing was changed.")
