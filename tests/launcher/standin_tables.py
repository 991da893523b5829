"""The table of the small house, made by its owner as the mall's own set-up makes its.

A program of its own that loads little: tests count the seconds of a start.
"""

import os

import psycopg

from balarea.config.launcher import roles

TABLE = "CREATE TABLE IF NOT EXISTS visit (id bigserial PRIMARY KEY, at timestamptz)"

if __name__ == "__main__":
    own = roles.of_operator(os.environ)
    with psycopg.connect(own.migrating or own.serving) as connection:
        connection.execute(TABLE)
    if own.migrating:
        roles.grant(own)
