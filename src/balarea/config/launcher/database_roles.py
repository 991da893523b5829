"""Two roles in the database: one owns the tables and migrates, the other serves.

Whoever owns a table may switch its guards off, so web and jobs connect by a role that
owns nothing. Only the set-up gets the owner's address, for as long as it runs.
"""

import ctypes
import os
import sys
from collections.abc import Mapping
from typing import NamedTuple

from balarea.config.launcher.external_database import parameters

MIGRATING = "BALAREA_MIGRATION_URL"
# In tests, whose DATABASE_URL is the owner's: they make databases.
SERVING = "BALAREA_TEST_SERVING_URL"
PR_SET_DUMPABLE = 4


class Roles(NamedTuple):
    """Addresses of one database; `migrating` is empty where one role does both."""

    serving: str
    migrating: str = ""

    def for_owner(self) -> dict[str, str]:
        """The environment of a program that makes or guards tables."""
        return {MIGRATING: self.migrating} if self.migrating else {}


def of_operator(environment: Mapping[str, str]) -> Roles:
    """What the operator gave; the same role twice is one role."""
    serving, migrating = environment["DATABASE_URL"], environment.get(MIGRATING, "")
    is_one = not migrating or user_of(migrating) == user_of(serving)
    return Roles(serving) if is_one else Roles(serving, migrating)


def user_of(url: str) -> str:
    """The role that an address names."""
    return parameters(url).get("user", "")


def hide_environment() -> None:
    """On Linux, keep the owner's address from other programs of the same account."""
    if os.environ.get(MIGRATING) and sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
