"""SMTP that knows the moment after which a mail may have arrived, and what an error means for a mail."""

import smtplib

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends import smtp

from mailing.models import MessageState


class PerhapsSent(Exception):
    """The connection broke after the whole mail was handed over and before the server said yes or no."""


class HandoverMixin:
    body_handed_over = False

    def send(self, s):
        # Commands are text, only the mail itself is bytes.
        self.body_handed_over = isinstance(s, bytes)
        super().send(s)


class HandoverSMTP(HandoverMixin, smtplib.SMTP):
    pass


class HandoverSMTPSSL(HandoverMixin, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    @property
    def connection_class(self):
        return HandoverSMTPSSL if self.use_ssl else HandoverSMTP

    def _send(self, email_message):
        transport = self.connection
        try:
            return super()._send(email_message)
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused):
            raise
        except OSError as error:
            if transport.body_handed_over:
                raise PerhapsSent from error
            raise


def connection():
    """The configured way out; plain SMTP by our own backend above."""
    ours = settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend"
    return get_connection("mailing.smtp.EmailBackend" if ours else None)


def fate(error):
    """The state a mail is in after an error: unknown, refused for good, or to be tried again."""
    if isinstance(error, PerhapsSent):
        return MessageState.UNKNOWN
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, reply in error.recipients.values()]
        return MessageState.FAILED if min(codes) >= 500 else MessageState.QUEUED
    if isinstance(error, smtplib.SMTPDataError):
        return MessageState.FAILED if error.smtp_code >= 500 else MessageState.QUEUED
    # Whatever else the server says (log-in, sender, too busy) is about us, not about this mail.
    return MessageState.QUEUED if isinstance(error, OSError) else MessageState.FAILED
