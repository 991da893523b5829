"""E-mail through the regency's relay (setting ``MAILERS``).

SMTP can't promise exactly once: a relay may take a message and the line may break
before it says so. We send again, with the same Message-ID, so that mailboxes which
look at it keep one.
"""

import datetime as dt
import smtplib

from django.conf import settings
from django.core import mail

from balarea.notices.errors import CannotSend
from balarea.notices.providers.base import Letter


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
            final = isinstance(fault, ValueError)
            raise CannotSend(type(fault).__name__, is_final=final) from None

    @staticmethod
    def _headers(letter: Letter) -> dict[str, str]:
        host = settings.BASE.hostname or "localhost"
        return {
            "Message-ID": f"<{letter.id}@{host}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": letter.language,
        }
