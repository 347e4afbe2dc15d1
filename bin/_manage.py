"""Several of manage.py's commands in one process: bin/_manage.py migrate load_pathway"""

import os
import sys
import time

from _environment import ROOT

sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pathway.settings")

import django
from django.core.management import CommandError, call_command

# Migrating also runs the system checks, which call_command leaves out unless told.
OPTIONS = {"migrate": {"skip_checks": False}, "collectstatic": {"interactive": False}}


def main():
    django.setup()
    for step in sys.argv[1:]:
        began = time.monotonic()
        quiet = {"verbosity": 0} if step in OPTIONS else {}
        try:
            call_command(step, **quiet, **OPTIONS.get(step, {}))
        except CommandError as error:
            sys.exit(f"{step}: {error}")
        print(f"{step} ({time.monotonic() - began:.1f} s)", flush=True)


if __name__ == "__main__":
    main()
