"""A message to play with, a worker that runs what is staged, a relay on loopback."""

import datetime as dt
import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import msgspec
import pytest
from django.db import connection

from balarea.foundation import ids
from balarea.foundation.operation import Actor
from balarea.notices import models, operations, providers
from balarea.notices.providers.breaker import Breaker
from balarea.vault import operations as vault

PHONE, MAILBOX, CODE, NAME = "+6281390001234", "rina@contoh.id", "739215", "Rina Wati"


class Post(Protocol):
    def __call__(self, **changes: Any) -> models.Message: ...


@pytest.fixture
def post(citizen: Actor, at: dt.datetime) -> Post:
    """Post a message as a step would; `address` and `hidden` are sealed."""

    def make(
        *, address: str = MAILBOX, hidden: dict[str, str] | None = None, **changes: Any
    ) -> models.Message:
        case = changes.pop("case", ids.uuid7())
        secrets = None
        if hidden is not None:
            content = msgspec.json.encode(hidden)
            secrets = vault.seal(
                case=case, name="tracking", content=content, by=citizen, at=at
            ).id
        contact = ids.uuid7()
        given: dict[str, Any] = {
            "case": case,
            "channel": "EMAIL" if "@" in address else "PHONE",
            "recipient": vault.seal(
                case=contact,
                name="contact",
                content=address.encode(),
                by=citizen,
                at=at,
            ).id,
            "masked": "r***@c***.id",
            "kind": "RECEIVED",
            "params": {"reference": "7K3-M9Q-XAC", "due_on": "2026-11-30"},
            "secrets": secrets,
            "language": "id",
            "agency": "DPM",
            "service": "DPM-001",
            "by": citizen,
            "at": at,
        }
        return operations.post(**given | changes)

    return make


def jobs() -> list[dict[str, Any]]:
    """Every staged job, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, args::text AS args, priority, scheduled_at, lock,"
            " queue_name"
            " FROM procrastinate_jobs ORDER BY id"
        )
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [row | {"args": json.loads(row["args"])} for row in rows]


class Relay(socketserver.ThreadingTCPServer):
    """An SMTP server of forty lines. `answers` overrules what it says to a verb."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.letters: list[str] = []
        self.answers: dict[str, str] = {}

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Session(socketserver.StreamRequestHandler):
    server: Relay

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        self.say("220 relay")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].split(":")[0].upper()
            if verb in self.server.answers:
                self.say(self.server.answers[verb].replace("<line>", line))
            elif verb == "DATA":
                self.say("354 go on")
                self.server.letters.append(self._letter())
                self.say(self.server.answers.get("END", "250 taken"))
            else:
                self.say("221 bye" if verb == "QUIT" else "250 good")
            if verb == "QUIT":
                return

    def _letter(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        return "\n".join(lines)


@pytest.fixture
def relay(settings: Any) -> Iterator[Relay]:
    """A running relay, and e-mail that goes through it."""
    with Relay() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        through(settings, server.port)
        yield server
        server.shutdown()


def through(settings: Any, port: int) -> None:
    """Send e-mail there, as if nobody had tried before."""
    settings.BALAREA_NOTICE_PROVIDERS = {"EMAIL": "smtp"}
    settings.MAILERS = {
        "default": {
            "BACKEND": "balarea.notices.providers.smtp.Backend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 5},
        }
    }
    breaker = providers.of_channel("EMAIL")
    assert isinstance(breaker, Breaker)
    breaker.close()


@pytest.fixture
def dump() -> Callable[[str], str]:
    """Every row of the tables whose names begin so, as one text."""

    def read(*prefixes: str) -> str:
        rows = []
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                if table.startswith(prefixes):
                    cursor.execute(f'SELECT t::text FROM "{table}" t')
                    rows += [row[0] for row in cursor.fetchall()]
        return "\n".join(rows)

    return read
