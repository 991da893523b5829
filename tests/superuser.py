"""A connection past all guards, as somebody has who administers the database."""

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg
from django.db import connection


@contextlib.contextmanager
def past_the_guards() -> Iterator[psycopg.Connection[Any]]:
    """A transaction of the superuser in which no trigger fires.

    The embedded database has the superuser `postgres`; on another PostgreSQL the role
    of the tests must be one.
    """
    own = connection.settings_dict
    user = own["USER"] if own["PASSWORD"] else "postgres"
    with psycopg.connect(
        dbname=own["NAME"],
        user=user,
        password=own["PASSWORD"] or None,
        host=own["HOST"] or None,
        port=own["PORT"] or None,
    ) as superuser:
        superuser.execute("SET session_replication_role = replica")
        yield superuser
