from django.core.management.base import BaseCommand

from pathway.content.loader import load


class Command(BaseCommand):
    help = "Loads the real pathway. Safe to run again: what staff changed or deleted since stays as it is."

    def handle(self, *args, **options):
        made = load()
        for label, count in sorted(made.items()):
            self.stdout.write(f"{count:4} {label}")
        if not made:
            self.stdout.write("Everything is loaded already; nothing was changed.")
