"""The published log of a started mall, read from outside with its key alone."""

import contextlib
import os
import pwd
import shutil
import signal
import stat
import tempfile
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from balarea.transparency.programs import signer
from balarea.transparency.tlog import checkpoints, merkle, notes, tiles
from balarea.transparency.tlog.checkpoints import Checkpoint
from balarea.transparency.tlog.merkle import CompactRange
from balarea.transparency.tlog.notes import VerifierKey
from balarea.transparency.tlog.tiles import Tile
from tests.children import STANDSTILL, ask_until

from .conftest import needs_root
from .demonstration import CitizenBrowser, Mall


def fetch(mall: Mall, path: str) -> bytes:
    address = f"http://127.0.0.1:{mall.port}/transparansi/log/{path}"
    with urllib.request.urlopen(address, timeout=STANDSTILL) as answer:
        return bytes(answer.read())


def latest(mall: Mall) -> Checkpoint:
    """The published checkpoint, signed by both keys of the log."""
    vkeys = (mall.path / "signer" / signer.VERIFIERS).read_text().splitlines()
    keys = [VerifierKey.parse(vkey) for vkey in vkeys]
    note = notes.open_note(fetch(mall, "checkpoint"), keys)
    assert {signature.key_id for signature in note.signatures} >= {
        key.key_id for key in keys
    }
    return checkpoints.parse(note.text)


def check_entries(mall: Mall, checkpoint: Checkpoint) -> None:
    """Read every entry, and compute the root from them."""
    tree = CompactRange()
    for bundle in tiles.new_bundles(0, checkpoint.size):
        for entry in tiles.entries_of(fetch(mall, bundle.path)):
            tree.append(merkle.leaf_hash(entry))
    assert tree.root() == checkpoint.root

    def read(tile: Tile) -> bytes:
        return fetch(mall, tile.path)

    hashes = tiles.TileHashes(read, checkpoint.size)
    assert merkle.root(checkpoint.size, hashes) == checkpoint.root


def test_a_step_is_published_within_moments_and_again_after_kills(
    demonstration: Mall,
) -> None:
    mall = demonstration
    mall.ensure_open()
    ask_until(lambda: is_published(mall))
    check_entries(mall, latest(mall))

    wait_for_a_step(mall)
    for word in ("signer", "run_sequencer"):
        [victim] = mall.heads(word)
        victim.kill()
        wait_for_a_step(mall)
    check_entries(mall, latest(mall))


def wait_for_a_step(mall: Mall) -> None:
    """Somebody begins a draft, and the log says so."""
    before = latest(mall)
    CitizenBrowser(mall).begin_a_draft()
    ask_until(lambda: latest(mall).size > before.size)


def is_published(mall: Mall) -> bool:
    with contextlib.suppress(OSError):  # 404 before the first checkpoint
        return bool(fetch(mall, "checkpoint"))
    return False


def as_user(name: str, group: str, work: Callable[[], object]) -> int:
    """Run a function as another account, in a process of its own; its number."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.setgroups([])
            os.setgid(pwd.getpwnam(group).pw_gid)
            os.setuid(pwd.getpwnam(name).pw_uid)
            work()
            code = 0
        except PermissionError:
            code = 13
        finally:
            os._exit(code)
    return child


def status_of(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.fixture
def run_folder() -> Iterator[Path]:
    """The signer's folders as systemd makes them for the unit of the handbook."""
    # Not in pytest's own folder, into which root lets nobody.
    top = Path(tempfile.mkdtemp(prefix="balarea-signer-"))
    top.chmod(0o711)
    own, mall = pwd.getpwnam("nobody"), pwd.getpwnam("daemon")
    for name, mode in (("state", 0o700), ("run", 0o750)):
        (top / name).mkdir()
        os.chown(top / name, own.pw_uid, mall.pw_gid)
        (top / name).chmod(mode)
    yield top
    shutil.rmtree(top)


@needs_root
def test_a_signer_with_an_account_of_its_own_shows_its_keys_to_nobody_else(
    run_folder: Path,
) -> None:
    """`daemon` stands for the mall's account, `bin` for any other."""
    folder, socket = run_folder / "state", run_folder / "run" / "signer.sock"
    # Other accounts may not read our Python: load now what it loads at its first use.
    signer.make(run_folder / "first", "mall.example/log")

    def serve() -> None:
        os.umask(0o077)
        signer.make(folder, "mall.example/log")
        stop = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        signer.serve(signer.Signer.open(folder), socket, stop, 0o660)

    running = as_user("nobody", "daemon", serve)
    try:
        ask_until(
            lambda: socket.exists() and stat.S_IMODE(socket.stat().st_mode) == 0o660
        )

        def ask() -> None:
            assert signer.ask(socket, b"state\n")[0] == 200

        assert status_of(as_user("daemon", "daemon", ask)) == 0
        assert status_of(as_user("bin", "bin", ask)) == 13
        for account in ("daemon", "bin"):
            for name in (signer.SEEDS, signer.STATE):
                path = folder / name
                assert status_of(as_user(account, "daemon", path.read_bytes)) == 13
    finally:
        os.kill(running, signal.SIGTERM)
        assert status_of(running) == 0
