"""Sets up a mall's database and files: a program of its own, run before the web.

It runs at each start and leaves out what hasn't changed. What it prints is shown.
"""

import hashlib
import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from balarea.config.launcher import database_roles as roles
from balarea.config.launcher.data_folder import first_set_up
from balarea.config.launcher.database_roles import Roles
from balarea.config.launcher.errors import ELSEWHERE, CannotRun
from balarea.config.launcher.processes import say
from balarea.config.set_up import grants, key_fingerprints
from balarea.config.settings import database

WITHOUT_CARD = (
    "How to sign in stands in the copy of demo.json: put it into the data folder and"
    " start again, or give an officer a new password:"
    " script/manage officer renew LOGIN."
)
SOURCE = Path(__file__).resolve().parents[2]


def main() -> int:
    django.setup()
    try:
        own = roles.of_operator(os.environ)
        set_up(first_set_up(settings.DATA, own.migrating or own.serving), own)
    except (CannotRun, CommandError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


def set_up(unfinished: Path, own: Roles) -> None:
    check_payment_provider()
    with as_owner(own):
        migrate(unfinished)
    if own.migrating:
        grants.grant(own)
    make_keys()
    collect_static_files()
    publish_services()
    load_queues()
    if settings.BALAREA_DEMO:
        fill_demonstration()
    stage_first_state_root()
    unfinished.unlink(missing_ok=True)


def _call(command: str, **options: object) -> None:
    call_command(command, verbosity=0, stdout=io.StringIO(), **options)


@contextmanager
def as_owner(own: Roles) -> Iterator[None]:
    """Connect by the role that owns the tables, where that is another one."""
    if not own.migrating:
        yield
        return
    serving = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(database(own.migrating))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(serving)


def migrate(unfinished: Path) -> None:
    """Bring the database level with the code, and refuse one that is ahead of it."""
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    applied, ours = set(loader.applied_migrations), set(loader.disk_migrations)
    ours |= {old for new in loader.replacements.values() for old in new.replaces}
    newer = [name for name in applied - ours if name[0] in loader.migrated_apps]
    if newer:
        raise CannotRun(
            "The database was made by a newer Balarea (it knows "
            f"{'.'.join(max(newer))}, this one doesn't): update this copy, or "
            f"{ELSEWHERE}."
        )
    if not applied:
        unfinished.touch()
    elif unfinished.exists():
        raise CannotRun(
            "The first set-up of the database of DATABASE_URL was interrupted, and it "
            "is half full: make it anew (dropdb, createdb), and start again."
        )
    if set(loader.disk_migrations) - applied:
        check_may_migrate()
        say("  Making the tables of the database …")
        _call("migrate", interactive=False, skip_checks=True)


def check_may_migrate() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege(current_schema(), 'CREATE')")
        if cursor.fetchone() != (True,):
            raise CannotRun(
                "The database must be brought level with this copy, and the role of "
                "DATABASE_URL may not do that: start once with BALAREA_MIGRATION_URL, "
                "the address of the role that owns the tables."
            )


def check_payment_provider() -> None:
    from balarea.payments import providers  # models load only after django.setup()

    name, choices = settings.BALAREA_PAYMENT_PROVIDER, providers.NAMES
    if name and name not in choices:
        raise CannotRun(
            f"BALAREA_PAYMENT_PROVIDER names {name}, and this Balarea knows "
            f"{', '.join(choices)} only: correct it, or leave it empty to take no "
            "payments online."
        )


def make_keys() -> None:
    """Make missing keys; refuse where sealed data need the ones that were there."""
    from balarea.people import queries as people
    from balarea.vault import keys
    from balarea.vault import queries as vault

    data, folder = Path(settings.DATA), Path(settings.BALAREA_KEYS_DIR)
    if vault.has_sealed() or people.has_secrets():
        external = "secret_key" if os.environ.get("BALAREA_SECRET_KEY") else ""
        key_fingerprints.check(data, folder, keys.NAMES, external)
        if not vault.fits_keys():
            raise key_fingerprints.other_key(folder / "kek")
    for command in ("make_keys", "make_signer", "make_payment_keys"):
        _call(command)
    key_fingerprints.record(data, folder)


def collect_static_files() -> None:
    """Gather and compress the static files, only when one of them has changed."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    storages = (item for finder in get_finders() for item in finder.list([]))
    files = [Path(storage.path(name)) for name, storage in storages]
    current = _digest([*files, settings.BALAREA_MALL_FILE])
    if not stamp.exists() or stamp.read_text(encoding="ascii") != current:
        say("  Gathering the static files …")
        _call("collectstatic", interactive=False, clear=True)
        stamp.write_text(current, encoding="ascii")


def publish_services() -> None:
    """Publish the service definitions, unless the database has these very ones."""
    from balarea.catalogue import editions

    stamp = Path(settings.DATA) / "run" / "published"
    mall = settings.BALAREA_MALL
    definitions = Path(settings.BALAREA_SERVICES_DIR).rglob("*.*")
    overlay = Path(mall.overlay).rglob("*.yaml") if mall.overlay else ()
    own = {settings.BALAREA_MALL_FILE, Path(mall.agencies), Path(mall.places)}
    code = (SOURCE / "catalogue").rglob("*.py")
    current = _digest([*{*definitions, *overlay, *own}, *code])
    # The newest edition shows whether it is the database that we published to.
    if not stamp.exists() or stamp.read_text() != f"{current} {editions.newest()}":
        stamp.unlink(missing_ok=True)
        say("  Publishing the service definitions …")
        call_command("publish_services", verbosity=0)
        stamp.write_text(f"{current} {editions.newest()}", encoding="utf-8")


def load_queues() -> None:
    """Set up queues and desks, unless the mall has some: managers change them then."""
    from balarea.foundation import clock
    from balarea.foundation.operation import SYSTEM
    from balarea.visits import queue_file
    from balarea.visits.operations import places, slots
    from balarea.visits.queries import places as queries

    if not queries.has_queues():
        say("  Setting up queues and desks …")
        rows = queue_file.read(settings.BALAREA_MALL)
        at = clock.now()
        places.load(rows=rows, by=SYSTEM, at=at)
        for site in queries.sites():
            for queue in queries.queues(site):
                slots.make_ahead(queue=queue, by=SYSTEM, at=at)


def fill_demonstration() -> None:
    """Fill an empty mall with invented people, and print how to sign in as them."""
    from balarea.demo import loading

    if loading.read_card() is None:
        if loading.is_filled():  # restored: filling it twice would fail
            say(WITHOUT_CARD)
            return
        say("  Filling the demonstration …")
    _call("demo_load")
    call_command("demo_accounts")


def stage_first_state_root() -> None:
    """Let the first root over all records be taken now, not only in the night."""
    from balarea.foundation import jobs
    from balarea.transparency import queries

    if not queries.state_roots(limit=1):
        task = "transparency.take_state_root"
        jobs.stage(task, queue="transparency", lock=task, timestamp="0")


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
