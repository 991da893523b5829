"""What witnesses and the log's second key sign, and what is refused."""

import hashlib

import pytest
from dilithium_py.ml_dsa import ML_DSA_44
from hypothesis import given
from hypothesis import strategies as st

from balarea.transparency.tlog import cosignatures, notes
from balarea.transparency.tlog.checkpoints import Checkpoint
from balarea.transparency.tlog.notes import KeyType, Note, Signature, SigningKey

TIME = 1_795_000_000
TEXT = Checkpoint("log.example/2026", 5, bytes([5]) * 32).text
LOG = SigningKey("log.example/2026", KeyType.ED25519, bytes([1]) * 32)
WITNESS = SigningKey("witness.example/w1", KeyType.ED25519_COSIGNATURE, bytes([2]) * 32)
LATTICE = SigningKey("log.example/2026", KeyType.MLDSA44_COSIGNATURE, bytes([3]) * 32)


def test_reads_the_cosignature_of_the_specification() -> None:
    """Its example was made by another implementation; the public key isn't given."""
    note = notes.parse(
        "example.com/behind-the-sofa\n20852163\n"
        "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWX"
        "EhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n".encode()
    )
    [signature] = note.signatures
    assert cosignatures.time_of(signature) == 1_679_315_147
    assert len(signature.blob) == 72


@pytest.mark.parametrize("key", [WITNESS, LATTICE])
def test_says_who_cosigned_and_when(key: SigningKey) -> None:
    signature = cosignatures.cosign(key, TEXT, TIME)
    assert cosignatures.verify(key.verifier, TEXT, signature) == TIME
    data = Note(TEXT, (LOG.sign(TEXT), signature)).format()
    assert cosignatures.times(data, [key.verifier, LOG.verifier]) == {key.name: TIME}
    assert len(signature.blob) == 8 + (2420 if key is LATTICE else 64)


@pytest.mark.parametrize("key", [WITNESS, LATTICE])
@given(st.integers(0))
def test_refuses_a_cosignature_with_any_bit_changed(key: SigningKey, bit: int) -> None:
    signature = cosignatures.cosign(key, TEXT, TIME)
    blob = bytearray(signature.blob)
    blob[bit // 8 % len(blob)] ^= 1 << bit % 8
    changed = Signature(signature.name, signature.key_id, bytes(blob))
    with pytest.raises(cosignatures.InvalidCosignature):
        cosignatures.verify(key.verifier, TEXT, changed)


@pytest.mark.parametrize("key", [WITNESS, LATTICE])
def test_refuses_another_checkpoint_name_or_length(key: SigningKey) -> None:
    signature = cosignatures.cosign(key, TEXT, TIME)
    other_size = TEXT.replace("\n5\n", "\n6\n")
    renamed = SigningKey("other.example", key.type, key.seed)
    short = Signature(key.name, signature.key_id, signature.blob[:-1])
    for verifier, text, one in (
        (key.verifier, other_size, signature),
        (key.verifier, "no checkpoint\n", signature),
        (key.verifier, TEXT, short),
        (renamed.verifier, TEXT, signature),
        (LOG.verifier, TEXT, LOG.sign(TEXT)),
    ):
        with pytest.raises(cosignatures.InvalidCosignature):
            cosignatures.verify(verifier, text, one)


def test_only_mldsa_commits_to_the_name_of_who_cosigns() -> None:
    """By Ed25519 another name may bear the signature: a key is of one cosigner only."""
    for key, is_moved in ((WITNESS, True), (LATTICE, False)):
        renamed = SigningKey("other.example", key.type, key.seed).verifier
        blob = cosignatures.cosign(key, TEXT, TIME).blob
        moved = Signature(renamed.name, renamed.key_id, blob)
        assert renamed.verifies(TEXT, moved) == is_moved


def test_signs_nothing_but_checkpoints_and_only_with_a_time() -> None:
    for key, text, time in (
        (WITNESS, "no checkpoint\n", TIME),
        (LATTICE, "no checkpoint\n", TIME),
        (WITNESS, TEXT, 0),
        (WITNESS, TEXT, 2**63),
        (LATTICE, TEXT, -1),
        (LOG, TEXT, TIME),
    ):
        with pytest.raises(ValueError):
            cosignatures.cosign(key, text, time)
    with pytest.raises(ValueError):
        LOG.sign(TEXT, TIME)
    untimed = LATTICE.sign(TEXT)  # the log's second signature says no time
    assert cosignatures.verify(LATTICE.verifier, TEXT, untimed) == 0


def test_agrees_with_another_implementation_of_mldsa() -> None:
    """The message is built here from the specification, byte by byte."""
    message = b"".join(
        (
            b"subtree/v1\n\x00",
            bytes([16]),
            b"log.example/2026",
            TIME.to_bytes(8),
            bytes([16]),
            b"log.example/2026",
            bytes(8),
            (5).to_bytes(8),
            bytes([5]) * 32,
        )
    )
    public, private = ML_DSA_44.key_derive(LATTICE.seed)
    assert public == LATTICE.verifier.public
    ours = cosignatures.cosign(LATTICE, TEXT, TIME)
    assert ML_DSA_44.verify(public, message, ours.blob[8:])
    theirs = TIME.to_bytes(8) + ML_DSA_44.sign(private, message)
    signature = Signature(LATTICE.name, LATTICE.verifier.key_id, theirs)
    assert cosignatures.verify(LATTICE.verifier, TEXT, signature) == TIME
    content = b"log.example/2026\n\x06" + public
    assert LATTICE.verifier.key_id == hashlib.sha256(content).digest()[:4]


def test_adds_a_witness_s_answer_without_lines_of_unknown_keys() -> None:
    data = Note(TEXT, (LOG.sign(TEXT),)).format()
    lines = [cosignatures.cosign(key, TEXT, TIME).line for key in (LATTICE, WITNESS)]
    added = cosignatures.add(data, "".join(lines).encode(), [WITNESS.verifier])
    assert added == data + lines[1].encode()
    failing = cosignatures.cosign(WITNESS, TEXT.replace("\n5\n", "\n6\n"), TIME).line
    unknown = lines[0].encode()
    for answer in (b"", b"\n", b"\xff\n", b"no line\n", unknown, failing.encode()):
        with pytest.raises(notes.InvalidNote):
            cosignatures.add(data, answer, [WITNESS.verifier])
