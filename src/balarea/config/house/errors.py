"""Why the house can't run: one clear sentence each, with the next step."""

# How a set-up talks to the house: an exit code after which its log holds its own
# sentence, and what its lines begin with that are shown at once.
REFUSED = 3
STEP = "step: "


class CannotRun(Exception):
    """Balarea can't run."""

    def __init__(self, **facts: object) -> None:
        sentence = " ".join((self.__doc__ or "").split())
        super().__init__(sentence.format(**facts))


class PortTaken(CannotRun):
    """Port {port} is taken{by}: stop that program, or choose another port, for
    example `script/server --port {free}`."""


class PortNotAllowed(CannotRun):
    """This user may not listen on port {port}: choose one from 1024 up, for example
    `script/server --port 8000`."""


class CannotListen(CannotRun):
    """Can't listen on {host} ({reason}): give --host an address of this machine,
    127.0.0.1 for its own browser only or 0.0.0.0 for the whole network."""


class FolderInUse(CannotRun):
    """The data folder {path} is in use by {purpose} (process {pid}): stop it with
    Ctrl-C or `kill {pid}`, or choose another folder with --data."""


class FolderInUseBySomebody(FolderInUse):
    """The data folder {path} is in use by another program: stop that one, or choose
    another folder with --data."""


class FolderOfSomebodyElse(CannotRun):
    """The data folder {path} belongs to the user {owner}: run this as {owner}, or
    choose another folder with --data."""


class FolderNotWritable(CannotRun):
    """Can't use {path} ({reason}): allow it for this user, or choose another folder
    with --data."""


class FolderImpossible(CannotRun):
    """Can't make the data folder {path} ({reason}): choose another folder with
    --data."""


class FolderOfSomethingElse(CannotRun):
    """The folder {path} holds other things ({name}) and is no mall's: choose an empty
    folder with --data, or that of a mall."""


class FolderIsCopy(CannotRun):
    """The data folder {path} is a copy of {original}, and the database stays with
    the original: use --data {original}, or remove the copy and begin an empty one."""


class FolderCopiedWhileOpen(CannotRun):
    """The data folder {path} is a copy of {original}, made while its database ran,
    and such a copy is not whole: stop the original and copy it again, or choose another
    folder with --data."""


class FolderWithoutDatabase(CannotRun):
    """The data folder {path} has lost its database, which should lie at {place}:
    restore it from a backup, or choose an empty folder with --data."""


class ServingRoleTooStrong(CannotRun):
    """The role {role} of DATABASE_URL {powers}, so it could put the database's guards
    aside: give it an account of its own that owns nothing (SECURITY.md)."""


class MigrationRoleNeeded(CannotRun):
    """The database must be brought level with this copy, and the role of DATABASE_URL
    may not do that: start once with BALAREA_MIGRATION_URL, the address of the role that
    owns the tables."""


class KeysMissing(CannotRun):
    """{folder} lacks {names}, without which what the database holds stays sealed: put
    back your copy (docs/operations/README.md says how), and start again."""


class KeysOfAnotherMall(CannotRun):
    """{path} isn't the key under which the data of this mall are sealed: put back your
    copy (docs/operations/README.md says how), and start again."""


class UnknownPaymentProvider(CannotRun):
    """BALAREA_PAYMENT_PROVIDER names {name}, and this Balarea knows {known} only:
    correct it, or leave it empty to take no payments online."""


class OtherDatabaseVersion(CannotRun):
    """The data folder {path} holds a database of PostgreSQL {found}, and this
    Balarea brings {ours}: carry it over with pg_dump and pg_restore, or choose
    another folder with --data."""


class NewerData(CannotRun):
    """The database was made by a newer Balarea (it knows {migration}, this one
    doesn't): update this copy, or choose another folder with --data."""


class DatabaseUnreachable(CannotRun):
    """Can't reach the database of DATABASE_URL ({reason}): check the address and
    that PostgreSQL runs there, or unset DATABASE_URL to use the embedded one."""


class DatabaseTooOld(CannotRun):
    """The database of DATABASE_URL is PostgreSQL {found}, and Balarea needs
    {needed} or newer: upgrade it, or unset DATABASE_URL to use the embedded one."""


class DiskFull(CannotRun):
    """The disk of {path} is full ({free} MB free, {needed} MB needed): free some
    space, or choose a folder on another disk with --data."""


class NoAccount(CannotRun):
    """Can't make the account {account} under which the database runs ({reason}):
    start Balarea as an ordinary user, or set DATABASE_URL."""


class NoBinaries(CannotRun):
    """There is no embedded PostgreSQL for this machine ({machine}): install
    PostgreSQL 15 or newer and set DATABASE_URL."""


class ProgramFailed(CannotRun):
    """{name} doesn't start: {reason}. More stands in {log}; mend the cause and
    start again."""


class SetUpFailed(CannotRun):
    """The mall can't be set up: {reason}. More stands in {log}; mend the cause and
    start again."""


class SetUpInterrupted(CannotRun):
    """The first set-up of the database of DATABASE_URL was interrupted, and it is
    half full: make it anew (dropdb, createdb), and start again."""


class NothingRuns(CannotRun):
    """No mall runs from {path}: start it with `script/server`, or name its folder
    with --data."""


class RunsElsewhere(CannotRun):
    """The mall of {path} is open at {base}, not at port {port}: leave --port out,
    or name the other mall's folder with --data."""


class Told(CannotRun):
    """{sentence}"""
