"""One POST to an address that a person outside has named: signed, short, and never into a network of our own."""

import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

TIMEOUT = 5
# However slowly a receiver dribbles its answer, the worker goes on.
LONGEST = 10
# Networks in which an IPv4 address stands inside an IPv6 one: where they lead is not to be seen from outside.
_TUNNELS = [ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]


class Trouble(models.TextChoices):
    """Why nothing came back."""

    PRIVATE = "private", _("the address leads into a private network")
    UNKNOWN = "unknown", _("there is no such name")
    SILENT = "silent", _("no answer within 5 seconds")
    UNTRUSTED = "untrusted", _("its certificate cannot be trusted")
    AWAY = "away", _("no connection")
    GARBLED = "garbled", _("the answer cannot be understood")
    REFUSED = "refused", _("it answered, but not with 2xx")


@dataclass(frozen=True)
class Answer:
    status: int | None = None
    trouble: str = ""

    @property
    def has_arrived(self):
        return not self.trouble


class LeadsInside(Exception):
    """The name belongs to an address that is not for everybody."""


def post(delivery, now=None):
    """Send it once. Redirects are answers like others: nobody is led elsewhere."""
    body = json.dumps(delivery.payload, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Pathway-Webhook/1",
        "Pathway-Delivery": str(delivery.pk),
        "Pathway-Signature": signature(delivery.webhook.secret, body, int(now or time.time())),
    }
    try:
        status = _status_of(delivery.webhook.url, body, headers)
    except Exception as error:
        return Answer(trouble=_trouble(error))
    return Answer(status, "" if 200 <= status < 300 else Trouble.REFUSED)


def signature(secret, body, moment):
    signed = hmac.new(secret.encode(), b"%d." % moment + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={signed}"


def _status_of(url, body, headers):
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _resolved(parts.hostname, port)
    connection = _Pinned(parts.hostname, port, address, is_encrypted=parts.scheme == "https")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def _resolved(host, port):
    """An address of this name, asked for anew each time: what a name stood for yesterday it may not stand for today.

    All that it stands for must be public, and the very address that was looked at is connected to.
    """
    found = [place[4][0] for place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not settings.ALLOW_LOCAL_WEBHOOKS and not all(is_public(address) for address in found):
        raise LeadsInside
    return found[0]


def is_public(address):
    address = ipaddress.ip_address(address.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    is_tunnel = any(address in net for net in _TUNNELS if net.version == address.version)
    return address.is_global and not address.is_multicast and not address.is_reserved and not is_tunnel


class _Pinned(http.client.HTTPConnection):
    """To one address, under a name that its certificate has to bear."""

    def __init__(self, host, port, address, *, is_encrypted):
        super().__init__(host, port, timeout=TIMEOUT)
        self.address, self.is_encrypted = address, is_encrypted
        self.timer = threading.Timer(LONGEST, self._give_up)
        self.timer.daemon = True

    def connect(self):
        self.sock = socket.create_connection((self.address, self.port), self.timeout)
        self.timer.start()
        if self.is_encrypted:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def close(self):
        self.timer.cancel()
        super().close()

    def _give_up(self):
        if self.sock:
            self.sock.shutdown(socket.SHUT_RDWR)


def _trouble(error):
    """Any error on the way is the receiver's, and must not stop messages to others."""
    for kinds, trouble in (
        (LeadsInside, Trouble.PRIVATE),
        ((socket.gaierror, UnicodeError), Trouble.UNKNOWN),
        (TimeoutError, Trouble.SILENT),
        (ssl.SSLError, Trouble.UNTRUSTED),
        ((http.client.HTTPException, ValueError), Trouble.GARBLED),
        (OSError, Trouble.AWAY),
    ):
        if isinstance(error, kinds):
            return trouble
    raise error
