"""Demo people have a published password: where the portal is real, they must not be."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from accounts.models import User


def refuse_demo_people():
    """Raise ImproperlyConfigured where people of the demo are in a database that is not for the demo.

    Asked once, when the web server starts. A database that is away is no reason not to start: until it is
    back nobody can log in either.
    """
    if settings.DEBUG:
        return
    try:
        found = User.objects.filter(email__endswith="@example.org", is_active=True).exists()
    except DatabaseError:
        return
    finally:
        # The server may fork after this: its processes must not share a connection.
        connection.close()
    if found:
        raise ImproperlyConfigured(
            "There are demo people (…@example.org) in this database, whose password is published. "
            "Use another database, or erase them."
        )
