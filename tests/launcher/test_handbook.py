"""Every command of the handbook is run as it is written.

What stands in a block or in `…` is collected; a command that no test runs is a fault.
The English page has commands of the Indonesian ones, in folders with English names.
A run gives most of the Django commands to one process; `script/soak journeys` starts
each as it is written.
"""

import os
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from balarea.foundation import clock
from tests import sampling
from tests.children import run_to_end

from . import django_commands
from .conftest import free_port
from .demonstration import CitizenBrowser, Mall
from .machine import ROOT

INDONESIAN = ["docs/id/pemasangan.md", "docs/id/pengoperasian.md"]
ENGLISH = "docs/operations/README.md"
FOLDERS = {"backup/": "cadangan/", "escrow/": "titipan/"}
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`([^`\n]+)`")
PROGRAMS = ("systemctl ", "journalctl ", "createdb ", "pg_", "psql ", "cp ", "chmod ")
OTHERS = ("git ", "rsync ", "adduser ", "mkdir ")

DJANGO = "script/manage "
SHELL = re.compile(r"[$|;<>*`&]")
OFFICER = f"{DJANGO}officer"
LOGIN = "uji.verifikator"
# Programs that are spoken of, not run.
MENTIONED = {"pg_dump", "pg_restore", "pg_trgm", "script/database"}
# As written → as run, where it holds a place to fill in, or asks for input.
STATE = "script/manage state_root"
LIST = '"$(ls -t "$BALAREA_DATA"/state/*.gz | head -1)"'  # the newest of the mall's
FILLED = {
    f"{STATE} compare list.txt.gz": f"{STATE} compare {LIST}",
    f"{STATE} root list.txt.gz": f"{STATE} root {LIST}",
    "script/manage PERINTAH": "script/manage check",
    "script/database PERINTAH": "script/database psql -Atc 'SELECT 6 * 7'",
    "script/manage dbshell": "echo 'SELECT 6 * 7;' | script/manage dbshell",
    "script/manage procrastinate shell": (
        "printf 'list_jobs\\nexit\\n' | script/manage procrastinate shell"
    ),
    f"{OFFICER} list [--agency DKC]": f"{OFFICER} list --agency DKC",
    f"{OFFICER} appoint LOGIN --name … --position … [--position-en …] --agency DKC"
    " --role VERIFIER --contact 0812…": (
        f"{OFFICER} appoint {LOGIN} --name 'Uji' --position 'Penguji' --position-en"
        " Tester --agency DKC --role VERIFIER --contact 081290001234"
    ),
    f"{OFFICER} change LOGIN [--name …] [--position …] [--position-en …]"
    " [--contact …]": (
        f"{OFFICER} change {LOGIN} --name 'Uji Coba' --position Ahli"
        " --position-en Expert --contact 081290001235"
    ),
    f"{OFFICER} grant LOGIN --agency DKC --actions READ VERIFY [--services DKC-006]": (
        f"{OFFICER} grant {LOGIN} --agency DKC --actions READ VERIFY --services DKC-006"
    ),
    f"{OFFICER} grant LOGIN --agency DPM --actions MANAGE": (
        f"{OFFICER} grant {LOGIN} --agency DPM --actions MANAGE"
    ),
    f"{OFFICER} revoke LOGIN --agency DKC": f"{OFFICER} revoke {LOGIN} --agency DKC",
    # It stands before the others too: one of the demonstration's.
    f"{OFFICER} renew LOGIN": f"{OFFICER} renew dkc.petugas",
    f"{OFFICER} dismiss LOGIN": f"{OFFICER} dismiss {LOGIN}",
}
# What needs what a test must not touch, and what tries it instead.
ELSEWHERE = {
    # The unit's own ExecStart and TERM, by the mall of this module.
    "systemctl start balarea",
    "systemctl stop balarea",
    "systemctl restart balarea",
    "journalctl -u balarea",
    "script/server",
    'script/server --data "$BALAREA_DATA"',
    # It makes an account of the machine.
    "adduser --system --group --home /srv/balarea balarea",
    # This very suite.
    "script/test src/balarea/catalogue/definition",
    # `test_fetches_a_new_version`.
    "git pull",
    # Restoring has tests of its own, in an empty folder.
    "chmod 600",
}


def blocks(page: str) -> list[str]:
    """Blocks of commands; those with a language, or a file's name, are no commands."""
    matches = BLOCK.findall((ROOT / page).read_text("utf-8"))
    return [text for language, text in matches if not language and text[:2] != "# "]


def commands(page: str) -> list[str]:
    """All that a reader would type, in order."""
    lines = [line for block in blocks(page) for line in block.splitlines()]
    text = BLOCK.sub("", (ROOT / page).read_text("utf-8"))
    lines += [
        one
        for one in INLINE.findall(text)
        if one.startswith(("script/", *PROGRAMS, *OTHERS)) and one not in MENTIONED
    ]
    return [line.partition("  #")[0].strip() for line in lines]


def in_indonesian(command: str) -> str:
    """A command of the English page, in the folders of the Indonesian ones."""
    for english, indonesian in FOLDERS.items():
        command = command.replace(english, indonesian)
    return command


def is_restoring(command: str) -> bool:
    return bool(re.search(r"pg_restore|\"\$BALAREA_DATA/\"$|^chmod -R", command))


@pytest.fixture
def mall(demonstration: Mall) -> Mall:
    """The demonstration, open, with the folders of the handbook beside it."""
    demonstration.ensure_open()
    for name in FOLDERS.values():
        (demonstration.path.parent / name).mkdir(exist_ok=True)
    return demonstration


def test_the_unit_starts_the_mall_by_its_one_command() -> None:
    guide = (ROOT / "docs/id/pemasangan.md").read_text("utf-8")
    [written] = re.findall(r"^ExecStart=(.*)$", guide, re.MULTILINE)
    assert shlex.split(written) == [
        "/opt/balarea/script/server",
        *("--port", "8000", "--data", "/srv/balarea"),
    ]


def fill(command: str) -> str:
    """A command as it is run; the days of its examples are of a year that ends."""
    filled = FILLED.get(command, command)
    return re.sub(r"2026-12-(\d\d)", rf"{clock.now().year + 1}-12-\1", filled)


def is_plain(command: str) -> bool:
    """Whether it is a Django command that needs nothing of the shell."""
    filled = fill(command)
    return filled.startswith(DJANGO) and not SHELL.search(filled)


def run_in_one_process(mall: Mall, commands: list[str]) -> None:
    """Run Django commands one after the other; the first that fails is in the output.

    Each would start bash, the launcher and Django for itself, which takes seconds.
    """
    lines = "\n".join(fill(command) for command in commands)
    program = Path(django_commands.__file__)
    run(mall, f"script/database {sys.executable} {program} <<'LINES'\n{lines}\nLINES\n")


def run(mall: Mall, command: str, data: Path | None = None) -> str:
    """Type a command in a shell, in a folder beside the data."""
    filled = fill(command).replace("script/", f"{ROOT}/script/")
    done = run_to_end(
        ["bash", "-euo", "pipefail", "-c", filled],
        cwd=mall.path.parent,
        env={**mall.environment, "BALAREA_DATA": str(data or mall.path)},
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("page", [*INDONESIAN, ENGLISH])
def test_knows_every_program_that_the_handbook_names(page: str) -> None:
    for command in commands(page):
        if command.startswith("script/"):
            program = ROOT / command.split()[0]
            assert os.access(program, os.X_OK), command


def test_every_command_but_those_of_restoring_runs_beside_an_open_mall(
    mall: Mall,
) -> None:
    listed: list[str] = []
    for page in [*INDONESIAN, ENGLISH]:
        for command in map(in_indonesian, commands(page)):
            is_option = command.startswith(("set ", "set -a", "export "))
            if command in [*ELSEWHERE, *listed] or is_option or is_restoring(command):
                continue
            listed.append(command)
    assert any("pg_dump" in command for command in listed)
    assert len(listed) >= 20
    plain = [command for command in listed if is_plain(command)]
    assert len(plain) >= 12
    together = [] if sampling.is_everything() else plain[1:]
    for command in listed:
        if command not in together:
            run(mall, command)
    if together:
        run_in_one_process(mall, together)


def test_reads_the_environment_as_the_handbook_says(mall: Mall) -> None:
    block = next(text for text in blocks(INDONESIAN[1]) if "balarea.env" in text)
    guide = (ROOT / INDONESIAN[0]).read_text("utf-8")
    [written] = re.findall(r"^# /etc/balarea.env .*?\n(.*?)```", guide, re.S | re.M)
    file = mall.path.with_name("balarea.env")
    file.write_text(written)
    commands_ = block.replace("/etc/balarea.env", str(file))

    said = run(mall, f"{commands_}\necho $BALAREA_DEMO $BALAREA_DATA $BALAREA_BASE_URL")

    assert said.split() == ["0", "/srv/balarea", "https://mpp.contoh.go.id"]


def test_makes_role_and_database_as_written(mall: Mall) -> None:
    guide = (ROOT / INDONESIAN[0]).read_text("utf-8")
    [written] = re.findall(r"```sql\n(.*?)```", guide, re.DOTALL)
    made = written.replace("balarea", "handbook").replace("…", "secret")
    socket = str(mall.place / "socket")
    with psycopg.connect(
        host=socket, user="postgres", dbname="postgres", autocommit=True
    ) as base:
        for statement in filter(str.strip, made.split(";")):
            base.execute(statement.encode())


def restoring(page: str) -> list[str]:
    """The commands before the start, in the folders of the Indonesian pages."""
    [block] = [text for text in blocks(page) if "pg_restore" in text]
    return [in_indonesian(c) for c in block.splitlines() if "script/server" not in c]


def test_restores_in_an_empty_folder_what_was_backed_up(mall: Mall) -> None:
    steps = restoring(INDONESIAN[1])
    assert restoring(ENGLISH) == steps
    [card] = [
        c for c in commands(INDONESIAN[1]) if "demo.json" in c and is_restoring(c)
    ]
    if not (mall.path.parent / "cadangan" / "balarea.dump").exists():
        for command in commands(INDONESIAN[1]):
            is_backup = command.endswith((".dump", "cadangan/", "titipan/"))
            if is_backup and not is_restoring(command):
                run(mall, command)
    restored = Mall(mall.path.with_name("restored"), free_port(), mall.environment)
    try:
        restored.path.mkdir(mode=0o700)
        for step in steps:
            run(mall, step, restored.path)
        signer = restored.path / "keys" / "signer"
        assert stat.S_IMODE(signer.stat().st_mode) == 0o700
        assert stat.S_IMODE((signer / "signing.key").stat().st_mode) == 0o600
        restored.open()
        # Sealed texts are opened, codes and drafts are made.
        assert CitizenBrowser(restored).begin_a_draft()
        assert "copy of demo.json" in restored.printed
        restored.stop()

        run(mall, card, restored.path)
        cards = [
            (folder / "demo.json").read_bytes() for folder in (mall.path, restored.path)
        ]
        assert cards[0] == cards[1]
    finally:
        restored.clear_away()


def test_fetches_a_new_version(tmp_path: Path) -> None:
    git = ["git", "-c", "protocol.file.allow=always"]
    subprocess.run(
        [*git, "clone", "-q", "--depth", "1", f"file://{ROOT}", tmp_path / "clone"],
        check=True,
    )
    subprocess.run([*git, "pull", "-q"], cwd=tmp_path / "clone", check=True)


def test_the_embedded_database_is_dumped_by_a_program_that_fits_it(mall: Mall) -> None:
    ours = run(mall, "script/database pg_dump --version")
    server = run(mall, "script/database psql -Atc 'SHOW server_version'")
    assert server.split()[0] in ours


def test_the_table_of_keys_names_every_key(mall: Mall) -> None:
    guide = (ROOT / INDONESIAN[0]).read_text("utf-8")
    for path in (mall.path / "keys").iterdir():
        name = f"{path.name}/" if path.is_dir() else path.name
        assert f"`{name}`" in guide, name
