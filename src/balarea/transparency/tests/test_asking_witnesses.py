"""What the log does with its witnesses: cosigned, away, slow, wrong, or ahead of it."""

import datetime as dt
import http.server
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from balarea.foundation.operation import SYSTEM
from balarea.transparency import queries
from balarea.transparency.programs import signer
from balarea.transparency.publishing import witnesses
from balarea.transparency.publishing.log_files import LogFiles
from balarea.transparency.publishing.sequencer import Fault, Stopped
from balarea.transparency.publishing.witnesses import Witness
from balarea.transparency.tests.published import ORIGIN, append, sequencer, signing
from balarea.transparency.tlog import cosignatures, notes
from balarea.transparency.tlog.checkpoints import Checkpoint
from balarea.transparency.tlog.notes import KeyType, Note, SigningKey, VerifierKey
from balarea.transparency.tlog.policies import Policy
from balarea.transparency.tlog.witness_requests import (
    AddCheckpoint,
    WitnessState,
    consider,
)

TIME = 1_800_000_000


@dataclass
class StandIn:
    """A witness in memory. `mood` says how it behaves."""

    key: SigningKey
    log_keys: list[VerifierKey]
    state: WitnessState = field(default_factory=WitnessState)
    latest: bytes = b""
    mood: str = ""
    let_go: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def add(self, body: bytes) -> tuple[int, bytes]:
        if self.mood == "slow":
            self.let_go.wait(10)
        if self.mood == "boasting":
            return 409, b"999999\n"
        request = AddCheckpoint.parse(body)
        answer = consider(self.state, request, self.log_keys)
        if answer.state is None:
            return answer.status, answer.body
        self.state = answer.state
        note = notes.parse(request.checkpoint)
        text = note.text if self.mood != "wrong" else "x\n1\n" + note.text[-45:]
        line = cosignatures.cosign(self.key, text, TIME)
        self.latest = Note(note.text, (*note.signatures, line)).format()
        return 200, line.line.encode()

    @property
    def witness(self) -> Witness:
        [parsed] = witnesses.parse(f"{self.key.vkey} {self.url}")
        return parsed


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[StandIn]:
    vkeys = signer.make(tmp_path / "signer", ORIGIN)
    key = SigningKey("w.example", KeyType.ED25519_COSIGNATURE, secrets.token_bytes(32))
    own = StandIn(key, [VerifierKey.parse(vkey) for vkey in vkeys])

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Print nothing."""

        def do_GET(self) -> None:
            self.reply(200 if own.latest else 404, own.latest)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self.reply(*own.add(self.rfile.read(length)))

        def reply(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    own.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield own
    own.let_go.set()
    server.shutdown()
    thread.join()
    server.server_close()


def policy_of(own: StandIn) -> Policy:
    return Policy.parse(
        f"log {own.log_keys[0].vkey}\nwitness w {own.key.vkey}\nquorum w\n"
    )


@pytest.mark.django_db(transaction=True)
def test_publishes_what_the_policy_demands_and_waits_for_it(
    tmp_path: Path,
    stand_in: StandIn,
    at: dt.datetime,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.BALAREA_LOG_DIR = tmp_path / "log"
    monkeypatch.setattr(witnesses, "PATIENCE", 0.3)
    files = LogFiles(tmp_path / "log")
    with signing(tmp_path) as socket:
        own = sequencer(tmp_path, socket, [stand_in.witness], policy_of(stand_in))
        [entry] = append(count=1, by=SYSTEM, at=at)
        own.run_round()
        append(count=299, by=SYSTEM, at=at)
        own.run_round()
        note = files.checkpoint()
        assert policy_of(stand_in).check(note).size == 300
        assert stand_in.state.size == 300
        proof = queries.proof_of(entry)
        assert proof
        assert proof.checkpoint == note

        # Away, wrong or slow: nothing is published without the quorum, but the log
        # itself grows on, and everything comes out once the witness is back.
        for mood in ("wrong", "slow"):
            append(count=1, by=SYSTEM, at=at)
            stand_in.mood = mood
            with pytest.raises(Stopped) as stopped:
                own.run_round()
            assert stopped.value.fault == Fault.QUORUM_MISSING
            assert not stopped.value.is_history
            assert files.checkpoint() == note
        stand_in.mood = ""
        stand_in.let_go.set()
        while (pending := own.settings.witnesses[0].pending) and not pending.done():
            pass
        own.run_round()
        assert policy_of(stand_in).check(files.checkpoint()).size == 302


@pytest.mark.django_db(transaction=True)
def test_a_witness_that_shows_nothing_for_its_words_stops_no_log(
    tmp_path: Path, stand_in: StandIn, at: dt.datetime
) -> None:
    with signing(tmp_path) as socket:
        own = sequencer(tmp_path, socket, [stand_in.witness], policy_of(stand_in))
        append(count=2, by=SYSTEM, at=at)
        own.run_round()
        append(count=1, by=SYSTEM, at=at)
        stand_in.mood, latest = "boasting", stand_in.latest
        stand_in.latest = b""
        with pytest.raises(Stopped) as stopped:
            own.run_round()
        assert stopped.value.fault == Fault.QUORUM_MISSING
        stand_in.mood, stand_in.latest = "", latest
        own.run_round()
    summary = queries.log_summary()
    assert summary
    assert (summary.size, summary.witnesses[0].size) == (3, 3)
    assert summary.witnesses[0].fault == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [7, 2])
def test_refuses_to_start_when_a_witness_has_cosigned_another_history(
    tmp_path: Path, stand_in: StandIn, at: dt.datetime, size: int
) -> None:
    """The log's own key signed it: a restored backup, or a thief of the key."""
    append(count=3, by=SYSTEM, at=at)
    with signing(tmp_path) as socket:
        own = sequencer(tmp_path, socket, [stand_in.witness])
        own.run_round()
        seeds = (tmp_path / "signer" / signer.SEEDS).read_text().splitlines()
        text = Checkpoint(ORIGIN, size, b"x" * 32).text
        by_log = [SigningKey.parse(line).sign(text) for line in seeds]
        by_witness = cosignatures.cosign(stand_in.key, text, TIME)
        stand_in.latest = Note(text, (*by_log, by_witness)).format()

        with pytest.raises(Stopped) as stopped:
            sequencer(tmp_path, socket, [stand_in.witness])

        assert stopped.value.is_history
        assert stopped.value.fault == (
            Fault.BEHIND_WITNESS if size > 3 else Fault.OTHER_HISTORY
        )
        # A checkpoint that our key never signed proves nothing.
        stand_in.latest = Note(text, (by_witness,)).format()
        assert sequencer(tmp_path, socket, [stand_in.witness]).signed_size == 3


@pytest.mark.parametrize(
    "text",
    ["x", "http://w.example", "w+00000000+AAAA http://w.example", "{} ftp://w", "{}"],
)
def test_refuses_a_setting_that_names_no_witness(text: str) -> None:
    key = SigningKey("w.example", KeyType.ED25519_COSIGNATURE, b"1" * 32)
    with pytest.raises(ValueError, match=r".+"):
        witnesses.parse(text.format(key.vkey))
    assert [one.name for one in witnesses.parse(f"{key.vkey} https://w.example/,")] == [
        "w.example"
    ]
