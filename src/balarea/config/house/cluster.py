"""The embedded PostgreSQL: made once, started, waited for, stopped.

It listens on a socket in a closed folder and nowhere else. Who may connect is settled
by the kernel (`peer`): the account that started the house, nobody else, no password.
"""

import contextlib
import hashlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from balarea.config.house import account as accounts
from balarea.config.house import binaries, lastwords, processes
from balarea.config.house.disk import (
    ROOM_FOR_A_NEW_MALL,
    check_room,
    full_one,
    needed_in,
)
from balarea.config.house.errors import (
    CannotRun,
    FolderCopiedWhileOpen,
    FolderWithoutDatabase,
    OtherDatabaseVersion,
    ProgramFailed,
)
from balarea.config.house.folder import FirstSetUp, Folder, user_name
from balarea.config.house.processes import Program

OWNER, SERVING = "balarea", "balarea_serving"
# What the database says while a killed server's last moments go on.
REMAINS = ("pre-existing shared memory", "lock file")
# What it answers while it makes good what a crash left undone.
RECOVERING = "the database system is"
LONGEST_SOCKET = 100  # 107 bytes on Linux, 103 on macOS, less the file's name
PATIENCE_TO_START = 120.0
PATIENCE_FOR_REMAINS = 15.0


@dataclass(frozen=True)
class Cluster:
    folder: Folder
    place: Path
    programs: Path
    account: pwd.struct_passwd | None
    is_lasting: bool = True

    @property
    def data(self) -> Path:
        return self.place / "data"

    @property
    def log(self) -> Path:
        return self.folder.logs / "database.log"

    @property
    def socket(self) -> Path:
        """Where the socket lies: the path of a socket is short by law of the kernel."""
        path = self.place / "socket"
        if len(str(path)) <= LONGEST_SOCKET and re.fullmatch(r"[\w/.+-]+", str(path)):
            return path
        # By the mark: a copy must not find its original's database there.
        name = hashlib.sha256(self.folder.mark.encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"balarea-{os.geteuid()}-{name}"

    @property
    def url(self) -> str:
        """For web, jobs and commands: a role that owns nothing."""
        return f"postgresql://{SERVING}@/balarea?host={quote(str(self.socket))}"

    @property
    def migrating_url(self) -> str:
        """For the set-up, tests and benches: the role that owns the tables."""
        return f"postgresql://{OWNER}@/balarea?host={quote(str(self.socket))}"

    def program(self) -> Program:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket),
            "unix_socket_permissions": "0700",
            "hba_file": str(self.place / "pg_hba.conf"),
            "ident_file": str(self.place / "pg_ident.conf"),
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_wal_size": "256MB",
            # A statement in the log would carry personal data with it.
            "log_min_error_statement": "panic",
        }
        if not self.is_lasting:
            settings |= {"fsync": "off", "full_page_writes": "off"}
        options = [f"--{name}={value}" for name, value in settings.items()]
        return Program(
            "The database",
            [str(self.programs / "postgres"), "-D", str(self.data), *options],
            self.log,
            # Nothing of our own environment: it may hold keys.
            {"LC_ALL": "C", "PATH": os.defpath},
            self.account,
            self.place,
            # SIGINT is PostgreSQL's "fast" stop: roll back, write down, leave.
            signal.SIGINT,
            30.0,
        )

    def prepare(self) -> None:
        """Everything before the first start, whole or not at all; idempotent."""
        self._check_version()
        self._check_whole()
        user = user_name(os.geteuid())
        for name, text in {
            "pg_hba.conf": "local all all peer map=house\n",
            "pg_ident.conf": "".join(
                f'house "{user}" {role}\n' for role in (OWNER, SERVING, "postgres")
            ),
        }.items():
            path = self.place / name
            path.write_text(text, encoding="utf-8")
            path.chmod(0o644)
        self._own_socket_folder()
        first = FirstSetUp(self.folder.path, self.migrating_url)
        if first.is_unfinished():
            # The mall was never open: nothing can be in there but half a set-up.
            if self.data.exists():
                shutil.rmtree(self.data)
            first.finish()
        if not self.data.exists():
            self._initialise()

    def _check_version(self) -> None:
        version = self.data / "PG_VERSION"
        if not version.exists():
            return
        found = version.read_text(encoding="ascii").strip()
        if found != str(binaries.MAJOR):
            raise OtherDatabaseVersion(
                path=self.folder.path, found=found, ours=binaries.MAJOR
            )

    def _check_whole(self) -> None:
        """Refuse what was copied while the original's database wrote to it.

        The note of its server came along, and tells where that runs. Where nothing is
        left there, the folder was moved after a kill, and is whole.
        """
        lines = self._note()
        original = Path(lines[1]) if len(lines) > 1 else self.data
        # Path.exists() would raise where this user may not look.
        is_there = os.path.exists(original)  # noqa: PTH110
        if is_there and not original.samefile(self.data):
            raise FolderCopiedWhileOpen(
                path=self.folder.path, original=original.parent.parent
            )

    def _note(self) -> list[str]:
        """What the server of this data says of itself: its process, its data, …."""
        try:
            return (self.data / "postmaster.pid").read_text("utf-8").splitlines()
        except FileNotFoundError:
            return []

    def _own_socket_folder(self) -> None:
        accounts.own_folder(self.socket, self.account)
        # In a shared temporary folder somebody else could have been first.
        owner = self.account.pw_uid if self.account else os.geteuid()
        found = self.socket.lstat()
        if found.st_uid != owner or self.socket.is_symlink():
            raise ProgramFailed(
                name="The database", reason=f"{self.socket} is not ours", log=self.log
            )
        self.socket.chmod(0o700)

    def _initialise(self) -> None:
        draft = self.place / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        accounts.own_folder(draft, self.account)
        account = self.account
        made = subprocess.run(
            [str(self.programs / "initdb"), "-D", str(draft), "-U", "postgres"]
            # The built-in locale is the same on every machine.
            + ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
            + ["--builtin-locale=C.UTF-8", "--auth=peer", "--no-instructions"]
            + ([] if self.is_lasting else ["--no-sync"]),
            capture_output=True,
            text=True,
            check=False,
            cwd=self.place,
            # Marked, or one that a kill left behind would sweep away its successor's.
            env={
                "LC_ALL": "C",
                "PATH": os.defpath,
                processes.MARK: self.folder.mark,
            },
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )
        self.log.write_text(made.stdout + made.stderr, encoding="utf-8")
        if made.returncode:
            raise self.failure()
        draft.rename(self.data)

    def start(self, mark: str) -> subprocess.Popen[bytes]:
        """Start and wait until it answers; a killed server's remains are cleared."""
        deadline = time.monotonic() + PATIENCE_FOR_REMAINS
        while True:
            if not (self.data / "PG_VERSION").exists():
                raise FolderWithoutDatabase(path=self.folder.path, place=self.data)
            self._end_old_backends()
            self._forget_stale_note()
            since = self.log.stat().st_size if self.log.exists() else 0
            process = processes.start(self.program(), mark)
            try:
                self._wait_until_ready(process, since)
            except ProgramFailed:
                said = lastwords.text_of(self.log, since)
                is_passing = any(words in said for words in REMAINS)
                if not is_passing or time.monotonic() > deadline:
                    raise
                time.sleep(0.5)
            else:
                return process

    def failure(self, since: int = 0) -> CannotRun:
        """Why the database doesn't run, from what it said last."""
        said = lastwords.of(self.log, since=since)
        places = (self.place, self.folder.path)
        full = full_one(places, said, needed_in(self.folder.path))
        return full or ProgramFailed(name="The database", reason=said, log=self.log)

    def _end_old_backends(self) -> None:
        """End the backends of a killed server, which may work on for minutes.

        While one of them lives no other server may start. What they do is rolled back,
        as by any crash; what they had committed stays.
        """
        means = ((signal.SIGTERM, 3.0), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 5.0))
        processes.stop(self.old_backends(), *means)

    def old_backends(self) -> list[psutil.Process]:
        """Living backends in this data whose server is dead."""
        found, here = [], self.data.resolve()
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                is_here = process.name() == "postgres" and Path(process.cwd()) == here
                if is_here and str(self.data) in process.cmdline():
                    return []  # a server lives there, and they are its own
                if is_here:
                    found.append(process)
        return found

    def _wait_until_ready(self, process: subprocess.Popen[bytes], since: int) -> None:
        """Wait, through crash recovery too; then see to role and database."""
        deadline = time.monotonic() + PATIENCE_TO_START
        while True:
            if process.poll() is not None:
                raise self.failure(since)
            try:
                with self._connect(process) as connection:
                    self._see_to_role(connection)
                    self._see_to_writing(connection)
            except psycopg.OperationalError as error:
                # Recovery takes as long as there is work to make good.
                is_late = time.monotonic() > deadline
                if is_late and RECOVERING not in str(error):
                    process.kill()
                    process.wait()
                    raise self.failure(since) from None
                time.sleep(0.03)
            else:
                return

    def _connect(
        self, process: subprocess.Popen[bytes]
    ) -> psycopg.Connection[tuple[object, ...]]:
        if self._note()[:1] != [str(process.pid)]:
            # Ours isn't so far yet; who answers there already would be another's.
            raise psycopg.OperationalError
        return psycopg.connect(
            host=str(self.socket),
            user="postgres",
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
            options="-c default_transaction_read_only=off",
        )

    def _see_to_role(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        """One owns the database and is no superuser, one serves and owns nothing.

        Tests make databases, by the first.
        """
        for role, rights in {OWNER: "LOGIN CREATEDB", SERVING: "LOGIN"}.items():
            if not connection.execute(
                "SELECT FROM pg_roles WHERE rolname = %s", [role]
            ).rowcount:
                connection.execute(f"CREATE ROLE {role} {rights}".encode())
        if not connection.execute(
            "SELECT FROM pg_database WHERE datname = 'balarea'"
        ).rowcount:
            connection.execute("CREATE DATABASE balarea OWNER balarea")

    def _see_to_writing(
        self, connection: psycopg.Connection[tuple[object, ...]]
    ) -> None:
        """A run that was killed while the disk was full left writing forbidden."""
        if connection.execute(
            "SELECT FROM pg_file_settings WHERE name = 'default_transaction_read_only'"
        ).rowcount:
            allow_writing(connection, True)

    def allow_writing(self, is_allowed: bool) -> None:
        """Let every transaction from now on write, or only read."""
        with psycopg.connect(
            host=str(self.socket),
            user="postgres",
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        ) as connection:
            allow_writing(connection, is_allowed)

    def _forget_stale_note(self) -> None:
        """Remove a note of a server whose number another program has since."""
        note = self.data / "postmaster.pid"
        try:
            process = psutil.Process(int(self._note()[0]))
            if process.name() == "postgres" and str(self.data) in process.cmdline():
                return
        except (ValueError, IndexError, psutil.Error):
            pass
        note.unlink(missing_ok=True)


def allow_writing(
    connection: psycopg.Connection[tuple[object, ...]], is_allowed: bool
) -> None:
    setting = "default_transaction_read_only"
    change = f"RESET {setting}" if is_allowed else f"SET {setting} = on"
    connection.execute(f"ALTER SYSTEM {change}".encode())
    connection.execute("SELECT pg_reload_conf()")


def of(folder: Folder, *, is_lasting: bool = True) -> Cluster:
    """The embedded cluster of a data folder, wherever it has to live."""
    if os.geteuid():
        place = folder.path / "postgres"
        place.mkdir(mode=0o700, exist_ok=True)
        return Cluster(folder, place, binaries.in_wheel(), None, is_lasting)
    account = accounts.ensure()
    place = accounts.place_of(folder)
    if not (place / "data").exists():
        check_room(place, ROOM_FOR_A_NEW_MALL)
    programs = binaries.copied_to(accounts.PLACES)
    return Cluster(folder, place, programs, account, is_lasting)
