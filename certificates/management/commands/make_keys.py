from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from certificates import keys
from certificates.models import Purpose, SigningKey


class Command(BaseCommand):
    help = "Makes the keys that certificates and badges are signed with, where they are missing. Safe to run again."

    def add_arguments(self, parser):
        parser.add_argument("--rotate", choices=Purpose.values, help="take another key for this purpose")
        parser.add_argument(
            "--leaked",
            metavar="KEY",
            help="name of a key that others may have: what it signed is relied on no more",
        )
        parser.add_argument(
            "--certificate", metavar="FILE", help="PEM of an own certificate for documents, or its chain"
        )
        parser.add_argument("--key", metavar="FILE", help="PEM of its private key, without a password")
        parser.add_argument("--by", metavar="EMAIL", help="who does it, for the audit trail")

    def handle(self, *args, rotate, leaked, certificate, key, by, **options):
        if bool(certificate) != bool(key):
            raise CommandError("--certificate and --key belong together.")
        by = _person(by)
        try:
            if certificate:
                keys.adopt(certificate=_content(certificate), key=_content(key), by=by)
            if rotate:
                keys.rotate(rotate, by=by)
            if leaked:
                keys.distrust(leaked, by=by)
            keys.make_missing(by=by)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        for row in SigningKey.objects.filter(retired_at=None):
            self.stdout.write(f"{row.kid}: {keys.standing_of(row).label}")
        for trouble in keys.troubles():
            self.stderr.write(trouble)


def _person(email):
    if not email:
        return None
    person = User.objects.filter(email=email.lower()).first()
    if person is None:
        raise CommandError("There is no account with this address.")
    return person


def _content(path):
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from None
