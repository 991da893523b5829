"""A witness signs that a log only grows, and keeps what shows that it didn't."""

import contextlib
import http.client
import threading
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from balarea.transparency.programs import http_limits, witness_folder
from balarea.transparency.programs.http_limits import Server
from balarea.transparency.programs.tests.sample_log import (
    KEY,
    ORIGIN,
    SampleLog,
    numbered,
)
from balarea.transparency.programs.witness import handler
from balarea.transparency.programs.witness_folder import CannotRun, Log
from balarea.transparency.programs.witness_mirror import LogMirror
from balarea.transparency.programs.witness_service import Witness, origin_hash
from balarea.transparency.tlog import cosignatures, notes
from balarea.transparency.tlog.notes import VerifierKey
from balarea.transparency.tlog.tiles import ENTRIES, Tile, bundle
from balarea.transparency.tlog.witness_requests import AddCheckpoint, Answer

NAME = "ombudsman.example/witness"
AT = 1_790_000_000
type Connect = Callable[[], http.client.HTTPConnection]
LOGS = {ORIGIN: Log(ORIGIN, (KEY.verifier,))}


def start(folder: Path) -> Witness:
    return Witness(folder, LOGS, lambda: AT, lambda _: None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "witness"
    witness_folder.make(place, NAME, has_mldsa=True)
    return place


def body(log: SampleLog, old: int) -> bytes:
    proof = log.proof(old) if old <= len(log.entries) else []
    return AddCheckpoint(old, tuple(proof), log.note().format()).format()


def ask(witness: Witness, log: SampleLog, old: int) -> Answer:
    return witness.add_checkpoint(body(log, old))


def saved(folder: Path) -> list[str]:
    refused = folder / "refused"
    names = [one.name for one in refused.iterdir()] if refused.exists() else []
    return sorted(name.split("-")[1] for name in names)


def test_cosigns_a_log_that_grows_by_each_of_its_keys(folder: Path) -> None:
    witness, log = start(folder), SampleLog(numbered(0, 3))
    keys = [key.verifier for key in witness.keys]
    assert ask(witness, log, 0).status == HTTPStatus.OK
    log.grow(numbered(3, 700))
    answer = ask(witness, log, 3)
    assert answer.status == HTTPStatus.OK
    note = cosignatures.add(log.note().format(), answer.body, keys)
    assert cosignatures.times(note, keys) == {NAME: AT}
    assert len(notes.open_note(note, keys).signatures) == 2
    # Monitors and the log read the same, from a state that survives a restart.
    latest = start(folder).latest(origin_hash(ORIGIN))
    assert latest is not None
    assert notes.open_note(latest, keys).text == log.checkpoint.text
    assert notes.open_note(latest, [KEY.verifier])
    # The same checkpoint again is cosigned again: the log is still this long.
    assert ask(start(folder), log, 700).status == HTTPStatus.OK
    assert saved(folder) == []


def test_tells_its_size_to_a_log_that_lost_count(folder: Path) -> None:
    witness, log = start(folder), SampleLog(numbered(0, 5))
    ask(witness, log, 0)
    log.grow(numbered(5, 9))
    answer = ask(witness, log, 0)
    assert (answer.status, answer.body) == (HTTPStatus.CONFLICT, b"5\n")
    assert answer.content_type == "text/x.tlog.size"
    assert ask(witness, log, 5).status == HTTPStatus.OK


@pytest.mark.parametrize(
    ("size", "old", "code"),
    [(400, 400, "FORK"), (400, 0, "FORK"), (399, 0, "SHRUNK"), (401, 400, "UNPROVEN")],
)
def test_refuses_another_history_and_saves_both_notes(
    folder: Path, size: int, old: int, code: str
) -> None:
    witness, log = start(folder), SampleLog(numbered(0, 400))
    ask(witness, log, 0)
    fork = SampleLog([b"another", *numbered(1, size)])
    for _ in range(2):  # asked again, it adds nothing
        answer = ask(witness, fork, old)
        assert answer.status in {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}
        assert saved(folder) == [code]
    (place,) = (folder / "refused").iterdir()
    earlier = notes.open_note(
        (place / "earlier.checkpoint").read_bytes(), [KEY.verifier]
    )
    later = notes.open_note((place / "later.checkpoint").read_bytes(), [KEY.verifier])
    assert (earlier.text, later.text) == (log.checkpoint.text, fork.checkpoint.text)
    assert code in (place / "reason.txt").read_text()
    position = witness.position(ORIGIN)
    assert position is not None
    assert position.checkpoint == log.checkpoint


def test_saves_nothing_that_strangers_send(folder: Path) -> None:
    witness, log = start(folder), SampleLog(numbered(0, 4))
    ask(witness, log, 0)
    fork = SampleLog(numbered(1, 5))
    unsigned = body(fork, 4).replace(ORIGIN.encode() + b" ", b"someone.example ")
    assert witness.add_checkpoint(unsigned).status == HTTPStatus.FORBIDDEN
    other = body(fork, 4).replace(ORIGIN.encode(), b"other.example")
    assert witness.add_checkpoint(other).status == HTTPStatus.NOT_FOUND
    for garbage in (b"", b"old 4\n", b"old 04\n\n" + fork.note().format(), b"\xff"):
        assert witness.add_checkpoint(garbage).status == HTTPStatus.BAD_REQUEST
    assert saved(folder) == []


def test_saves_a_bounded_number_of_refusals(folder: Path) -> None:
    witness, log = start(folder), SampleLog(numbered(0, 40))
    ask(witness, log, 0)
    for size in range(1, 39):
        ask(witness, SampleLog(numbered(0, size)), 0)
    assert saved(folder) == ["SHRUNK"] * 20
    ask(witness, SampleLog(numbered(1, 41)), 0)  # leaves room for what is a proof
    assert "FORK" in saved(folder)


def test_signs_nothing_when_the_state_can_not_be_stored(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    witness, log = start(folder), SampleLog(numbered(0, 4))
    ask(witness, log, 0)
    log.grow(numbered(4, 8))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("balarea.transparency.programs.durable_files.replace", full)
        answer = ask(witness, log, 4)
    assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert b"+" not in answer.body
    assert start(folder).position(ORIGIN) == witness.position(ORIGIN)
    assert ask(witness, log, 4).status == HTTPStatus.OK


def test_signs_no_earlier_time_than_before(folder: Path) -> None:
    times = iter([AT, AT - 5, AT - 6, AT + 1])
    witness = Witness(folder, LOGS, lambda: next(times), lambda _: None)
    log = SampleLog(numbered(0, 4))
    keys = [key.verifier for key in witness.keys]
    for old, expected in ((0, AT), (4, AT), (4, None), (4, AT + 1)):
        answer = ask(witness, log, old)
        if expected is None:
            assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE
            continue
        note = cosignatures.add(log.note().format(), answer.body, keys)
        assert set(cosignatures.times(note, keys).values()) == {expected}


def test_refuses_to_start_without_the_state_that_it_wrote(folder: Path) -> None:
    ask(start(folder), SampleLog(numbered(0, 4)), 0)
    state = folder / "state.json"
    good = state.read_text()
    for broken in ("", "{}", good.replace("\\n4\\n", "\\n5\\n"), "[]"):
        state.write_text(broken)
        with pytest.raises(CannotRun):
            start(folder)
    state.unlink()
    with pytest.raises(CannotRun, match="Make a new witness"):
        start(folder)


def test_never_replaces_keys(folder: Path) -> None:
    before = (folder / "keys").read_bytes()
    with pytest.raises(CannotRun):
        witness_folder.make(folder, NAME, has_mldsa=False)
    assert (folder / "keys").read_bytes() == before
    assert (folder / "keys").stat().st_mode & 0o077 == 0


def test_copies_what_it_cosigned_and_serves_no_more(folder: Path) -> None:
    witness, log = start(folder), SampleLog(numbered(0, 300))
    source = Log(ORIGIN, (KEY.verifier,), "https://mall.example")
    mirror = LogMirror(witness, source, folder, log)
    ask(witness, log, 0)
    assert mirror.read("checkpoint")[0] == HTTPStatus.NOT_FOUND
    assert mirror.update(AT) == ""
    log.grow(numbered(300, 700))  # not cosigned yet
    assert mirror.update(AT) == ""
    for path in ("tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44"):
        status, data, _, cache = mirror.read(path)
        assert (status, data) == (HTTPStatus.OK, log.files[path])
        assert "immutable" in cache
    for path in ("tile/0/001", "tile/0/001.p/45", "tile/2/000.p/1", "../keys", ""):
        assert mirror.read(path)[0] == HTTPStatus.NOT_FOUND
    _, note, _, _ = mirror.read("checkpoint")
    assert notes.open_note(note, [key.verifier for key in witness.keys])
    # It goes on after a restart, and saves what contradicts the log's signature.
    mirror = LogMirror(start(folder), source, folder, log)
    log.files[Tile(ENTRIES, 1).path] = bundle(numbered(1256, 1512))
    witness = start(folder)
    ask(witness, log, 300)
    mirror = LogMirror(witness, source, folder, log)
    assert mirror.update(AT).startswith("ENTRIES_DIFFER")
    assert saved(folder) == ["ENTRIES_DIFFER"]
    assert mirror.read("checkpoint")[1] == note


def test_reads_its_configuration() -> None:
    text = (
        f"# a comment\n\nlisten [::1]:8091\nlog {KEY.vkey} https://mall.example\nmirror"
    )
    configuration = witness_folder.parse_configuration(text)
    assert (configuration.host, configuration.port) == ("::1", 8091)
    assert configuration.logs == {
        ORIGIN: Log(ORIGIN, (KEY.verifier,), "https://mall.example")
    }
    assert configuration.is_mirror
    for wrong in ("listen 8091", "log x", "log", "mirrors", f"log {KEY.vkey} a b"):
        with pytest.raises(ValueError):
            witness_folder.parse_configuration(wrong)


@pytest.fixture
def port(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a witness that serves, with short limits."""
    monkeypatch.setattr(http_limits, "SECONDS", 0.5)
    monkeypatch.setattr(http_limits, "IDLE", 2.0)
    monkeypatch.setattr(http_limits, "TURN", 5.0)
    monkeypatch.setattr(http_limits, "CONNECTIONS", 4)
    with Server("127.0.0.1", 0, handler(start(folder))) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.02,))
        serving.start()
        yield server.server_port
        server.shutdown()
        serving.join()


@pytest.fixture
def connect(port: int) -> Iterator[Connect]:
    with contextlib.ExitStack() as opened:

        def make() -> http.client.HTTPConnection:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            return opened.enter_context(contextlib.closing(connection))

        yield make


def request(
    connection: http.client.HTTPConnection, method: str, path: str, content: bytes = b""
) -> tuple[int, str, bytes]:
    connection.request(method, path, content or None)
    answer = connection.getresponse()
    return answer.status, answer.headers["Content-Type"], answer.read()


def test_speaks_tlog_witness_over_one_connection(connect: Connect) -> None:
    connection, log = connect(), SampleLog(numbered(0, 4))
    place = f"/{origin_hash(ORIGIN)}/checkpoint"
    assert request(connection, "GET", place)[0] == 404
    status, _, lines = request(connection, "POST", "/add-checkpoint", body(log, 0))
    assert status == 200
    assert lines.startswith(f"— {NAME} ".encode())
    assert request(connection, "POST", "/add-checkpoint", body(log, 0)) == (
        409,
        "text/x.tlog.size",
        b"4\n",
    )
    status, kind, note = request(connection, "GET", place)
    assert (status, kind) == (200, "text/plain; charset=utf-8")
    _, _, introduction = request(connection, "GET", "/")
    keys = [
        VerifierKey.parse(line)
        for line in introduction.decode().splitlines()
        if "+" in line
    ]
    assert len(notes.open_note(note, keys).signatures) == len(keys) == 2
    assert request(connection, "GET", "/other")[0] == 404
    assert request(connection, "POST", "/other", b"x")[0] == 404


def test_refuses_bodies_that_are_too_large_or_of_no_length(connect: Connect) -> None:
    connection = connect()
    connection.putrequest("POST", "/add-checkpoint")
    connection.putheader("Content-Length", str(10**9))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection = connect()
    connection.putrequest("POST", "/add-checkpoint")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    assert connection.getresponse().status == 411


def test_idle_clients_give_way(connect: Connect) -> None:
    log = SampleLog(numbered(0, 4))
    idle = [connect() for _ in range(4)]
    for one in idle[:2]:
        one.connect()
    for one in idle[2:]:
        assert request(one, "GET", "/")[0] == 200
    assert request(connect(), "POST", "/add-checkpoint", body(log, 0))[0] == 200
    assert idle[0].sock.recv(1000) == b""
    assert request(idle[3], "GET", "/")[0] == 200


def test_slow_clients_hold_nobody_up(connect: Connect) -> None:
    slow = [connect() for _ in range(4)]
    for one in slow:
        one.connect()
        one.sock.sendall(
            b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 9\r\n\r\nol"
        )
    log = SampleLog(numbered(0, 4))
    for one in slow:  # until the limit ends them
        assert one.sock.recv(1000) == b""
    assert request(connect(), "POST", "/add-checkpoint", body(log, 0))[0] == 200
