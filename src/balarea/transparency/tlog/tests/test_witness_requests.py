"""A witness signs what continues its last checkpoint, and says why it refuses."""

from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.transparency.tlog import merkle, witness_requests
from balarea.transparency.tlog.checkpoints import Checkpoint
from balarea.transparency.tlog.notes import KeyType, Note, SigningKey
from balarea.transparency.tlog.witness_requests import (
    AddCheckpoint,
    Answer,
    WitnessState,
    advance,
    consider,
)

from .trees import tree_of

ORIGIN = "log.example/2026"
LOG = SigningKey(ORIGIN, KeyType.ED25519, bytes(32))
STRANGER = SigningKey(ORIGIN, KeyType.ED25519, bytes([1]) * 32)
OTHER_LOG = SigningKey("other.example", KeyType.ED25519, bytes([2]) * 32)
KEYS = [LOG.verifier, OTHER_LOG.verifier]
TREE = tree_of(200)


def _state(size: int) -> WitnessState:
    return WitnessState(size, merkle.root(size, TREE))


def _request(
    old: int, new: int, *, key: SigningKey = LOG, root: bytes | None = None
) -> AddCheckpoint:
    """From `old` to `new` leaves of the one tree, or to another root of that size."""
    text = Checkpoint(key.name, new, root or merkle.root(new, TREE)).text
    proof = merkle.consistency_proof(min(old, new), new, TREE)
    return AddCheckpoint(old, tuple(proof), Note(text, (key.sign(text),)).format())


def _answer(state: WitnessState, request: AddCheckpoint) -> Answer:
    return consider(state, AddCheckpoint.parse(request.format()), KEYS)


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 1), (0, 200), (7, 8), (64, 200)])
def test_signs_what_continues_its_last_checkpoint(old: int, new: int) -> None:
    answer = _answer(_state(old), _request(old, new))
    assert answer.status == HTTPStatus.OK
    assert answer.state == _state(new)
    assert answer.checkpoint
    assert answer.checkpoint.size == new


def test_signs_the_same_checkpoint_again_with_a_later_time() -> None:
    assert _answer(_state(9), _request(9, 9)).state == _state(9)


@pytest.mark.parametrize(
    ("state", "request_", "status"),
    [
        (_state(5), _request(9, 8), HTTPStatus.BAD_REQUEST),
        (_state(5), _request(5, 9, key=STRANGER), HTTPStatus.FORBIDDEN),
        (_state(5), _request(4, 9), HTTPStatus.CONFLICT),
        (_state(5), _request(0, 9), HTTPStatus.CONFLICT),
        (_state(5), _request(3, 4), HTTPStatus.CONFLICT),
        (_state(5), _request(6, 9), HTTPStatus.CONFLICT),
        (_state(5), _request(5, 9, root=bytes(32)), HTTPStatus.UNPROCESSABLE_ENTITY),
        (_state(9), _request(9, 9, root=bytes(32)), HTTPStatus.UNPROCESSABLE_ENTITY),
        (
            WitnessState(5, bytes(32)),
            _request(5, 9),
            HTTPStatus.UNPROCESSABLE_ENTITY,
        ),
    ],
)
def test_refuses_with_the_code_of_the_protocol(
    state: WitnessState, request_: AddCheckpoint, status: HTTPStatus
) -> None:
    answer = _answer(state, request_)
    assert answer.status == status
    assert (answer.state, answer.checkpoint) == (None, None)
    assert answer.body.endswith(b"\n")


def test_says_its_size_when_the_old_size_is_another() -> None:
    answer = _answer(_state(5), _request(4, 9))
    assert answer.content_type == "text/x.tlog.size"
    assert witness_requests.size_of_conflict(answer.body) == 5
    for body in (b"", b"5", b"05\n", b"5\n6\n", b"-5\n", b"\xff\n"):
        with pytest.raises(witness_requests.InvalidRequest):
            witness_requests.size_of_conflict(body)


def test_refuses_a_log_that_it_does_not_follow_and_what_is_no_checkpoint() -> None:
    unknown = SigningKey("unknown.example", KeyType.ED25519, bytes(32))
    assert _answer(_state(0), _request(0, 1, key=unknown)).status == 404
    signature = LOG.sign(f"{ORIGIN}\n")
    for data in (
        f"{ORIGIN}\nnonsense".encode(),
        Note(f"{ORIGIN}\n", (signature,)).format(),
    ):
        assert _answer(_state(0), AddCheckpoint(0, (), data)).status == 400


def test_a_signer_takes_the_text_that_nobody_signed_yet() -> None:
    text = Checkpoint(ORIGIN, 9, merkle.root(9, TREE)).text
    proof = merkle.consistency_proof(5, 9, TREE)
    body = AddCheckpoint(5, tuple(proof), text.encode()).format()
    request = AddCheckpoint.parse(body)
    assert (request.origin, request.checkpoint.decode()) == (ORIGIN, text)
    checkpoint = Checkpoint(ORIGIN, 9, merkle.root(9, TREE))
    assert advance(_state(5), request.old, request.proof, checkpoint).state == _state(9)
    assert advance(_state(5), 5, (), checkpoint).status == 422


GOOD = _request(64, 200).format()


@given(st.binary(max_size=200), st.integers(0, len(GOOD)), st.integers(0, 50))
def test_a_parser_of_requests_raises_its_own_error_only(
    data: bytes, position: int, removed: int
) -> None:
    for content in (data, GOOD[:position] + data + GOOD[position + removed :]):
        try:
            request = AddCheckpoint.parse(content)
        except witness_requests.InvalidRequest:
            continue
        assert request.format() == content
        status = consider(_state(64), request, KEYS).status
        assert status in {
            200,
            400,
            403,
            404,
            409,
            422,
        }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"old 64", b"old 064"),
        (b"old 64", b"old -1"),
        (b"old 64", b"old"),
        (b"old 64\n", b""),
        (b"old 64\n", b"old 64\nAAAA\n"),
        (b"old 64\n", b"old 64\n" + (b"A" * 43 + b"=\n") * 63),
    ],
)
def test_refuses_what_is_no_request(old: bytes, new: bytes) -> None:
    with pytest.raises(witness_requests.InvalidRequest):
        AddCheckpoint.parse(GOOD.replace(old, new, 1))
