"""E-mail through the regency's relay (setting ``MAILERS``).

SMTP can't promise exactly once: a relay may take a message and the line may break
before it says so. We send again, with the same Message-ID, so that mailboxes which
look at it keep one.
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

LONGEST_TALK = 12.0  # seconds, from the connection to the last word
# Faults of one letter; all others say that the relay isn't there for anybody.
OF_THE_LETTER = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
    ValueError,
)


class Talk(smtplib.SMTP):
    """A talk that ends in time, also when the relay lets single bytes drip.

    A time-out of the socket begins anew with each of them.
    """

    def connect(self, *args: Any, **options: Any) -> tuple[int, bytes]:
        self.alarm = threading.Timer(LONGEST_TALK, self._hang_up)
        self.alarm.daemon = True
        self.alarm.start()
        return super().connect(*args, **options)

    def close(self) -> None:
        if alarm := getattr(self, "alarm", None):
            alarm.cancel()
        super().close()

    def _hang_up(self) -> None:
        with contextlib.suppress(OSError, TypeError):
            # Under TLS too: what is wanted is the end, not a farewell.
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)  # type: ignore[arg-type]


class Backend(EmailBackend):
    """Django's, with talks that end."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return Talk


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
                is_carrier_down=not isinstance(fault, OF_THE_LETTER),
            ) from None

    @staticmethod
    def _headers(letter: Letter) -> dict[str, str]:
        host = settings.BASE.hostname or "localhost"
        return {
            "Message-ID": f"<{letter.id}@{host}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": letter.language,
        }
