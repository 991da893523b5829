"""E-mail through the regency's relay (setting ``MAILERS``).

SMTP can't guarantee exactly once: a relay may take a message and the connection may
break before it says so. The message is sent again with the same Message-ID, by which
mailboxes can drop the second copy.
"""

import contextlib
import datetime as dt
import smtplib
import socket
import threading
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext_lazy as _

from balarea.notices.errors import CannotSend
from balarea.notices.providers.base import Letter
from balarea.notices.providers.registry import register
from balarea.notices.rules import Channel

MAX_DURATION = 12.0  # seconds, from connecting to the last reply
# Faults of one letter; all others mean that the relay is unavailable.
LETTER_FAULTS = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
    ValueError,
)


class BoundedSMTP(smtplib.SMTP):
    """An SMTP session of limited duration, even if the relay sends single bytes slowly.

    The time-out of the socket alone restarts with each byte.
    """

    def connect(self, *args: Any, **options: Any) -> tuple[int, bytes]:
        self.alarm = threading.Timer(MAX_DURATION, self._hang_up)
        self.alarm.daemon = True
        self.alarm.start()
        return super().connect(*args, **options)

    def close(self) -> None:
        if alarm := getattr(self, "alarm", None):
            alarm.cancel()
        super().close()

    def _hang_up(self) -> None:
        with contextlib.suppress(OSError, TypeError):
            # Under TLS too: no closing handshake is wanted.
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)  # type: ignore[arg-type]


class Backend(EmailBackend):
    """Django's backend, with sessions of limited duration."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return BoundedSMTP


@register(
    channels={Channel.EMAIL},
    fault_texts={
        "SMTPRecipientsRefused": _("The mailbox does not exist or takes no mail."),
    },
)
class Smtp:
    """See `balarea.notices.providers.base.Carrier`."""

    code = "smtp"

    def send(self, letter: Letter, *, at: dt.datetime) -> None:
        try:
            mail.EmailMessage(
                subject=letter.subject,
                body=letter.text,
                from_email=settings.DEFAULT_FROM_EMAIL,
                to=[letter.to],
                headers=self._headers(letter),
            ).send(using="default")
        except smtplib.SMTPRecipientsRefused as refused:
            codes = {code for code, _ in refused.recipients.values()}
            final = bool(codes) and all(500 <= code < 600 for code in codes)
            raise CannotSend(type(refused).__name__, is_final=final) from None
        except (OSError, ValueError) as fault:
            # SMTP's errors are OSErrors. Their texts may hold the address: class only.
            raise CannotSend(
                type(fault).__name__,
                is_final=isinstance(fault, ValueError),
                is_carrier_down=not isinstance(fault, LETTER_FAULTS),
            ) from None

    @staticmethod
    def _headers(letter: Letter) -> dict[str, str]:
        host = settings.BASE.hostname or "localhost"
        return {
            "Message-ID": f"<{letter.id}@{host}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": letter.language,
        }
