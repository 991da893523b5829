"""An overseer proves its value for requests of draws in a cosigned checkpoint only."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from balarea.transparency.draw import ecvrf, picking
from balarea.transparency.entries import leaves
from balarea.transparency.programs import overseer
from balarea.transparency.programs.http_limits import Server
from balarea.transparency.programs.overseer import CannotProve, Overseer
from balarea.transparency.programs.tests.sample_log import KEY, SampleLog
from balarea.transparency.tlog import merkle
from balarea.transparency.tlog.notes import KeyType, SigningKey
from balarea.transparency.tlog.proofs import LogProof

WITNESS = SigningKey("saksi.example", KeyType.ED25519_COSIGNATURE, b"\x02" * 32)
POLICY = f"log {KEY.vkey}\nwitness saksi {WITNESS.vkey}\nquorum saksi\n"
AT = 1_796_000_000


def leaf(type: str, number: int) -> bytes:
    return leaves.encode(
        leaves.Leaf(
            version=2,
            type=type,
            agency="DPM",
            service="DPM-058",
            tag=bytes([number]) * 32,
            time=AT,
            actor=bytes(16),
            commitment=bytes(32),
            previous=b"",
            rules=b"",
            is_late=False,
        )
    )


ENTRIES = [leaf("RECEIVED", 1), leaf("DRAW_REQUESTED", 2), leaf("REDRAWN", 3)]


def request(index: int, *, is_cosigned: bool = True) -> bytes:
    """A body of `POST /prove` for an entry of a log of three."""
    log = SampleLog(ENTRIES)
    if is_cosigned:
        log.cosign(WITNESS, at=AT)
    hashes = merkle.inclusion_proof(index, len(ENTRIES), log.hashes())
    proof = LogProof(index, tuple(hashes), log.files["checkpoint"])
    content = {"leaf": ENTRIES[index].hex(), "log_proof": proof.format().decode()}
    return json.dumps(content).encode()


@pytest.fixture
def ombudsman(tmp_path: Path) -> Overseer:
    overseer.make(tmp_path)
    (tmp_path / overseer.POLICY).write_text(POLICY)
    return Overseer(tmp_path, lambda: AT)


def test_proves_its_value_for_a_request_in_the_log(ombudsman: Overseer) -> None:
    for index in (1, 2):
        answer = json.loads(ombudsman.prove(request(index)))
        alpha = picking.alpha(merkle.leaf_hash(ENTRIES[index]))
        proof = bytes.fromhex(answer["proof"])
        assert ecvrf.verify(ombudsman.public_key, alpha, proof)


def test_repeats_its_answer_and_shows_when_it_was_given(ombudsman: Overseer) -> None:
    name = merkle.leaf_hash(ENTRIES[1]).hex()
    assert ombudsman.answered(name) is None
    first = ombudsman.prove(request(1))
    later = Overseer(ombudsman.folder, lambda: AT + 9)
    assert later.prove(request(1)) == first == later.answered(name)
    assert json.loads(first)["time"] == AT
    assert later.answered("../overseer.key") is None


def test_refuses_what_no_witness_has_cosigned(ombudsman: Overseer) -> None:
    with pytest.raises(CannotProve, match="not in the log"):
        ombudsman.prove(request(1, is_cosigned=False))


def test_refuses_entries_that_request_no_draw(ombudsman: Overseer) -> None:
    with pytest.raises(CannotProve, match="only requests"):
        ombudsman.prove(request(0))


def test_refuses_another_leaf_than_the_proven_one(ombudsman: Overseer) -> None:
    content = json.loads(request(1)) | {"leaf": ENTRIES[2].hex()}
    with pytest.raises(CannotProve, match="not in the log"):
        ombudsman.prove(json.dumps(content).encode())


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"leaf":1}', b"\xff", b"{" * 9])
def test_refuses_what_it_cannot_read(ombudsman: Overseer, body: bytes) -> None:
    with pytest.raises(CannotProve):
        ombudsman.prove(body)


def test_makes_its_key_once_and_for_its_account_alone(tmp_path: Path) -> None:
    first = overseer.make(tmp_path / "own")
    assert overseer.make(tmp_path / "own") == first
    assert (tmp_path / "own" / overseer.KEY).stat().st_mode & 0o077 == 0


@pytest.fixture
def address(ombudsman: Overseer) -> Iterator[str]:
    with Server("127.0.0.1", 0, overseer.handler(ombudsman)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_answers_over_http(address: str, ombudsman: Overseer) -> None:
    with urllib.request.urlopen(f"{address}/prove", request(1)) as response:
        answer = response.read()
    name = merkle.leaf_hash(ENTRIES[1]).hex()
    with urllib.request.urlopen(f"{address}/answers/{name}") as response:
        assert response.read() == answer
    with urllib.request.urlopen(f"{address}/key") as response:
        assert response.read().decode().strip() == ombudsman.public_key.hex()
    for path, body, status in [
        ("/prove", b"{}", 422),
        ("/", b"{}", 404),
        ("/answers/x", None, 404),
    ]:
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{address}{path}", body)
        assert refused.value.code == status
        refused.value.close()
