"""After all journeys: nothing that people entered is stored in clear.

Looked through: every row of the database (jobs included), the log lines of every
program, and all that lies in the data folder.
"""

import base64
import os
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from .malls import RUNNING, Mall

TABLES = """
    SELECT schemaname, tablename FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
"""
MANY = 3  # people whom the journeys brought


def rows(database: str) -> Iterator[tuple[str, bytes]]:
    """Every table as `COPY` writes it; bytes come in hexadecimal."""
    with psycopg.connect(database) as connection:
        for schema, table in connection.execute(TABLES).fetchall():
            name = sql.Identifier(schema, table)
            copy = sql.SQL("COPY {} TO STDOUT").format(name)
            with connection.cursor().copy(copy) as out:
                yield f"{schema}.{table}", b"".join(bytes(part) for part in out)


def files(mall: Mall) -> Iterator[tuple[str, bytes]]:
    """Logs, sealed files, keys: everything in the data folder except the database.

    The demonstration's own people are on its card, and no secret.
    """
    for path in mall.data.rglob("*"):
        inside = path.relative_to(mall.data)
        if path.is_file() and inside.parts[0] != "postgres":
            yield str(inside), path.read_bytes()


def shapes(canary: str) -> Iterator[bytes]:
    """A word as it could lie about: plain, in hexadecimal, in base64."""
    plain = canary.encode()
    yield plain
    yield plain.hex().encode()
    for shift in range(3):  # base64 looks different by where the word begins
        whole = base64.b64encode(b"\0" * shift + plain)
        yield whole[4 if shift else 0 : -4]


def leaks(content: bytes, canaries: set[str]) -> list[str]:
    return [c for c in sorted(canaries) if any(s in content for s in shapes(c))]


def test_a_word_is_found_in_any_shape() -> None:
    word = "999901410790123"
    for shape in (word.encode(), b"x" + word.encode().hex().encode()):
        assert leaks(b"before " + shape + b" after", {word}) == [word]
    for before in (b"", b"a", b"ab"):
        text = base64.b64encode(before + word.encode() + b" and more")
        assert leaks(text, {word}) == [word]
    assert leaks(b"nothing of the kind", {word}) == []


def test_nothing_that_people_told_lies_in_clear(mall: Mall) -> None:
    if os.environ.get(RUNNING):
        pytest.skip("a mall that runs on for its writer has other people in it")
    if len(mall.canaries) < 3 * MANY:
        pytest.skip("needs the journeys before it")
    seen = 0
    leaked: list[str] = []
    for name, content in (*rows(mall.database), *files(mall)):
        seen += len(content)
        leaked += [f"{name}: {canary}" for canary in leaks(content, mall.canaries)]
    assert seen > 1_000_000, "there was nothing to look through"
    assert not leaked, "\n".join(leaked)
