"""Somebody else's witness and its client work with ours, over HTTP, in both roles.

`aics-witness` shares no code with us.
"""

import datetime as dt
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path

import aics_tlog
import aics_witness
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from balarea.transparency.programs import witness_folder
from balarea.transparency.programs.http_limits import Server
from balarea.transparency.programs.tests.sample_log import (
    KEY,
    ORIGIN,
    SampleLog,
    numbered,
)
from balarea.transparency.programs.witness import handler
from balarea.transparency.programs.witness_folder import Log
from balarea.transparency.programs.witness_service import Witness
from balarea.transparency.publishing import witnesses
from balarea.transparency.tlog import cosignatures, merkle
from balarea.transparency.tlog.notes import VerifierKey

NAME = "witness.example/one"
AT = 1_790_000_000


@contextmanager
def serving(server: ThreadingHTTPServer) -> Iterator[str]:
    """The address of a server while it serves."""
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_another_logs_client_gets_cosignatures_of_our_witness(tmp_path: Path) -> None:
    witness_folder.make(tmp_path, NAME, has_mldsa=False)
    logs = {ORIGIN: Log(ORIGIN, (KEY.verifier,))}
    witness = Witness(tmp_path, logs, lambda: AT, lambda _: None)
    (vkey,) = (key.vkey for key in witness.keys)
    log = SampleLog(numbered(0, 300))

    def proof(old: int, new: int) -> list[bytes]:
        return merkle.consistency_proof(old, new, log.hashes())

    with (
        serving(Server("127.0.0.1", 0, handler(witness))) as url,
        aics_witness.WitnessClient(
            url, vkey, clock=lambda: AT, max_attempts=1
        ) as client,
    ):
        for size in (300, 777):
            log.grow(numbered(len(log.entries), size))
            lines = client.submit(log.note().format(), proof)
            note = cosignatures.add(
                log.note().format(), lines.encode(), [VerifierKey.parse(vkey)]
            )
            assert cosignatures.times(note, [VerifierKey.parse(vkey)]) == {NAME: AT}
        client.known_sizes.clear()  # it recovers by our answer 409
        log.grow(numbered(777, 800))
        assert client.submit(log.note().format(), proof)
        log = SampleLog(numbered(1, 900))
        with pytest.raises(aics_witness.WitnessRejected) as refused:
            client.submit(log.note().format(), proof)
    assert refused.value.status == 422


def test_our_log_gets_cosignatures_of_another_witness(tmp_path: Path) -> None:
    key = aics_tlog.parse_vkey(KEY.vkey)
    with aics_witness.WitnessStore(tmp_path / "witness.db", create=True) as store:
        witness = aics_witness.Witness(
            NAME,
            Ed25519PrivateKey.from_private_bytes(b"\x07" * 32),
            store,
            [aics_witness.LogConfig(ORIGIN, (key,))],
            clock=lambda: AT,
        )
        with (
            serving(aics_witness.make_server(witness)) as url,
            ThreadPoolExecutor(1) as pool,
        ):
            (asked_one,) = witnesses.parse(f"{witness.vkey_text} {url}")
            log = SampleLog()
            for size in (3, 600):
                log.grow(numbered(len(log.entries), size))
                (signature,) = witnesses.cosign(
                    [asked_one],
                    log.note(),
                    lambda old, new: merkle.consistency_proof(old, new, log.hashes()),
                    dt.datetime.fromtimestamp(AT, dt.UTC),
                    pool,
                )
                verifier = VerifierKey.parse(witness.vkey_text)
                text = log.checkpoint.text
                assert cosignatures.verify(verifier, text, signature) == AT
            latest = witnesses.ask_latest(asked_one, ORIGIN, [KEY.verifier])
    assert latest == log.checkpoint
