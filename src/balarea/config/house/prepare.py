"""Set up the database and the files of a mall: one program, run before the web.

Everything here may run again at each start, and is left out when nothing changed.
What it prints is shown to whoever started the house.
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

from balarea.config.house import keyprints, roles
from balarea.config.house.errors import (
    REFUSED,
    STEP,
    CannotRun,
    KeysOfAnotherMall,
    MigrationRoleNeeded,
    NewerData,
    SetUpInterrupted,
    UnknownPaymentProvider,
)
from balarea.config.house.folder import FirstSetUp
from balarea.config.house.roles import Roles
from balarea.config.settings import database

WITHOUT_CARD = (
    "How to sign in stands in the copy of demo.json: put it into the data folder and"
    " start again, or give an officer a new password:"
    " script/manage officer renew LOGIN.\n"
)
SOURCE = Path(__file__).resolve().parents[2]


def main() -> int:
    django.setup()
    try:
        own = roles.of_operator(os.environ)
        set_up(FirstSetUp(settings.DATA, own.migrating or own.serving), own)
    except (CannotRun, CommandError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    return 0


def set_up(first: FirstSetUp, own: Roles) -> None:
    see_to_payments()
    with as_owner(own):
        migrate(first)
    if own.migrating:
        roles.grant(own)
    see_to_keys()
    collect_static_files()
    publish_services()
    if settings.BALAREA_DEMO:
        open_demonstration()
    first.finish()


def _say_step(text: str) -> None:
    sys.stdout.write(f"{STEP}{text} …\n")
    sys.stdout.flush()


def _call(command: str, **options: object) -> None:
    """A command whose usual words are of no interest at each start."""
    call_command(command, verbosity=0, stdout=io.StringIO(), **options)


@contextmanager
def as_owner(own: Roles) -> Iterator[None]:
    """Come in by the role that owns the tables, where that is another one."""
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


def migrate(first: FirstSetUp) -> None:
    """Bring the database level with the code, and refuse one that is ahead of it."""
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    applied, known = set(loader.applied_migrations), set(loader.disk_migrations)
    replaced = {old for new in loader.replacements.values() for old in new.replaces}
    ahead = sorted(
        f"{app}.{name}"
        for app, name in applied - known - replaced
        if app in loader.migrated_apps
    )
    if ahead:
        raise NewerData(migration=ahead[-1])
    if not applied:
        first.begin()
    elif first.is_unfinished():
        raise SetUpInterrupted
    if known - applied:
        _check_may_migrate()
        _say_step("Making the tables of the database")
        _call("migrate", interactive=False, skip_checks=True)


def _check_may_migrate() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege(current_schema(), 'CREATE')")
        if cursor.fetchone() != (True,):
            raise MigrationRoleNeeded


def see_to_payments() -> None:
    """Refuse a payment provider that isn't there: its bills would fail one by one."""
    # Models can be imported only after Django's set-up.
    from balarea.payments import providers

    name = settings.BALAREA_PAYMENT_PROVIDER
    if name and name not in providers.NAMES:
        known = ", ".join(providers.NAMES)
        raise UnknownPaymentProvider(name=name, known=known)


def see_to_keys() -> None:
    """Make the keys that are missing, unless what is sealed already needs them."""
    # Models can be imported only after Django's set-up.
    from balarea.people import queries as people
    from balarea.vault import keys
    from balarea.vault import queries as vault

    data, folder = Path(settings.DATA), Path(settings.BALAREA_KEYS_DIR)
    if vault.has_sealed() or people.has_secrets():
        spared = "secret_key" if os.environ.get("BALAREA_SECRET_KEY") else ""
        keyprints.check(data, folder, keys.NAMES, spared)
        if not vault.fits_keys():
            raise KeysOfAnotherMall(path=folder / "kek")
    for command in ("make_keys", "make_signer", "make_payment_keys"):
        _call(command)
    keyprints.note(data, folder)


def collect_static_files() -> None:
    """Gather and compress the static files, only when one of them has changed."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    current = fingerprint(
        Path(storage.path(name))
        for finder in get_finders()
        for name, storage in finder.list([])
    )
    if stamp.exists() and stamp.read_text(encoding="ascii") == current:
        return
    _say_step("Gathering the static files")
    _call("collectstatic", interactive=False, clear=True)
    stamp.write_text(current, encoding="ascii")


def publish_services() -> None:
    """Load the service definitions, unless the database has these very ones."""
    # Models can be imported only after Django's set-up.
    from balarea.catalogue import queries

    stamp = Path(settings.DATA) / "run" / "published"
    definitions = Path(settings.BALAREA_SERVICES_DIR).rglob("*.*")
    readers = (SOURCE / "catalogue").rglob("*.py")
    current = fingerprint([*definitions, *readers])
    if stamp.exists():
        # The newest edition tells whether it is still the database that we published
        # to; one that isn't ours, or is damaged, gets a good one on top.
        if stamp.read_text(encoding="utf-8") == f"{current} {queries.newest()}":
            return
        stamp.unlink()
    _say_step("Publishing the service definitions")
    # What it has to say stands before the accounts of the demonstration.
    call_command("publish_services", verbosity=0)
    stamp.write_text(f"{current} {queries.newest()}", encoding="utf-8")


def open_demonstration() -> None:
    """Fill an empty mall with invented people, and tell how to sign in as them."""
    from balarea.demo import loading

    if loading.read_card() is None:
        if loading.is_filled():
            # A restored one: its people are there, and filling it twice would fail.
            sys.stdout.write(WITHOUT_CARD)
            return
        _say_step("Filling the demonstration")
    _call("demo_load")
    call_command("demo_accounts")


def fingerprint(paths: Iterable[Path]) -> str:
    """One digest of names and contents."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
