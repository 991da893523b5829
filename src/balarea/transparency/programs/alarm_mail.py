"""Sends a monitor's alarms by mail.

The server and its password come from the environment, because everybody on a machine
can read a program's arguments.

| Variable | What |
|---|---|
| `BALAREA_MONITOR_SMTP` | `host` or `host:port`; port 465 is TLS from the start |
| `BALAREA_MONITOR_SMTP_USER` | if the server wants a sign-in |
| `BALAREA_MONITOR_SMTP_PASSWORD_FILE` | the file that holds the password |
| `BALAREA_MONITOR_MAIL_FROM` | the sender's address |
| `BALAREA_MONITOR_SMTP_PLAIN` | `1`: without TLS, for a server on the same machine |
"""

import email.message
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PREFIX = "BALAREA_MONITOR_"
SECONDS = 30.0
TLS_PORT = 465


class CannotMail(Exception):
    """The message wasn't accepted, or the settings can't be used."""


@dataclass(frozen=True)
class Mailer:
    host: str
    port: int
    sender: str
    recipients: Sequence[str]
    user: str = ""
    password: str = ""
    is_plain: bool = False

    def send(self, subject: str, text: str) -> None:
        """Send one message to all recipients; raises `CannotMail`."""
        message = email.message.EmailMessage()
        message["From"], message["To"] = self.sender, ", ".join(self.recipients)
        message["Subject"] = subject
        message.set_content(text)
        try:
            with self._connect() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise CannotMail(f"{self.host}:{self.port}: {error}") from error

    def _connect(self) -> smtplib.SMTP:
        if self.port == TLS_PORT:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(
                self.host, self.port, timeout=SECONDS, context=context
            )
        server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        try:
            if not self.is_plain:
                server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
        return server


def configured(environment: Mapping[str, str], recipients: Sequence[str]) -> Mailer:
    """The mailer of these variables; raises `CannotMail` if something is missing."""
    server = environment.get(f"{PREFIX}SMTP", "")
    sender = environment.get(f"{PREFIX}MAIL_FROM", "")
    if not server or not sender:
        raise CannotMail(f"set {PREFIX}SMTP and {PREFIX}MAIL_FROM to send mail")
    host, _, port = server.partition(":")
    if port and not port.isdecimal():
        raise CannotMail(f"{PREFIX}SMTP isn't a host and a port: {server}")
    password = ""
    if path := environment.get(f"{PREFIX}SMTP_PASSWORD_FILE"):
        try:
            password = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise CannotMail(f"can't read the password in {path}: {error}") from error
    return Mailer(
        host,
        int(port or 587),
        sender,
        recipients,
        environment.get(f"{PREFIX}SMTP_USER", ""),
        password,
        is_plain=environment.get(f"{PREFIX}SMTP_PLAIN") == "1",
    )
