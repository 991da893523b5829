"""The table of the stand-in mall, made by its owner like those of the real set-up."""

import os

import psycopg

from balarea.config.launcher import database_roles as roles
from balarea.config.set_up import grants

TABLE = "CREATE TABLE IF NOT EXISTS visit (id bigserial PRIMARY KEY, at timestamptz)"

if __name__ == "__main__":
    own = roles.of_operator(os.environ)
    with psycopg.connect(own.migrating or own.serving) as connection:
        connection.execute(TABLE)
    if own.migrating:
        grants.grant(own)
