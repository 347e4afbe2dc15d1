"""Links in mails by which a person takes a consent back without logging in."""

from django.core import signing
from django.urls import reverse

from accounts.models import ConsentKind, User

SALT = "accounts.withdrawal"


def path_of(user, kind):
    """It works for good: all it can do is end what the person agreed to."""
    return reverse("accounts:consent_stop", args=[signing.dumps([user.pk, str(kind)], salt=SALT)])


def read(token):
    """The person and the kind a link was made for; None where it was made up or the account is gone."""
    try:
        pk, kind = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user and (user, ConsentKind(kind))
