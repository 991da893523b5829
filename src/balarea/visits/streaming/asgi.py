"""What Granian loads: the service, configured by the environment of a mall."""

import contextlib
import os
import resource
from collections.abc import Mapping
from urllib.parse import urlsplit

from balarea.visits.streaming.service import Configuration, Service


def configuration(environment: Mapping[str, str]) -> Configuration:
    base = urlsplit(environment.get("BALAREA_BASE_URL", "")).hostname or "localhost"
    names = environment.get("BALAREA_HOSTS", "localhost,127.0.0.1").split(",")
    return Configuration(
        environment.get("BALAREA_STREAM_DATABASE_URL") or environment["DATABASE_URL"],
        frozenset({base, *(name.strip("[]") for name in names if name)}),
        is_behind_proxy=environment.get("BALAREA_BEHIND_PROXY") == "1",
    )


def allow_many_sockets() -> None:
    """Raise the limit of open files as far as it may be: each stream is a socket."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


allow_many_sockets()
application = Service(configuration(os.environ))
