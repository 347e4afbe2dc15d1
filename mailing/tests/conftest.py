"""A real mail server in this process, which can be told to misbehave."""

import email
import socket
from email import policy

import pytest
from aiosmtpd.controller import Controller


class Sink:
    """Keeps what arrives. `replies` maps a recipient to the answer it gets instead of being accepted."""

    def __init__(self):
        self.mails = []
        self.replies = {}
        self.on_data = None

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802
        if address in self.replies:
            return self.replies[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.mails.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return self.on_data(server) if self.on_data else "250 OK"


@pytest.fixture
def sink(settings):
    handler = Sink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        handler.port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = handler.port
    handler.controller = controller
    yield handler
    if handler.controller:
        controller.stop()
