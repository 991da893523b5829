"""Set up the database and the files of a mall: one program, run before the web.

Everything here may run again at each start and then changes nothing. What it prints
is shown to whoever started the house.
"""

import hashlib
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from balarea.config.house.errors import REFUSED, CannotRun, NewerData


def main() -> int:
    django.setup()
    try:
        refuse_newer_data()
    except CannotRun as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    call_command("make_keys", verbosity=0)
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    collect_static_files()
    if settings.BALAREA_DEMO:
        call_command("demo_load", verbosity=0)
        call_command("demo_accounts")
    return 0


def refuse_newer_data() -> None:
    """A database with migrations that this copy lacks was made by a newer one."""
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    applied = set(loader.applied_migrations)
    unknown = sorted(
        f"{app}.{name}"
        for app, name in applied - set(loader.disk_migrations)
        if app in loader.migrated_apps
    )
    if unknown and not any(
        set(migration.replaces) & applied for migration in loader.replacements.values()
    ):
        raise NewerData(folder=settings.DATA, migration=unknown[-1])


def collect_static_files() -> None:
    """Gather and compress the static files, only when one of them has changed."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    current = _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == current:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(current, encoding="ascii")


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            facts = path.stat()
            digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
