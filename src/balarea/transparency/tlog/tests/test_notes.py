"""Signed notes and checkpoints equal those of Go's `sumdb/note`; garbage is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.transparency.tlog import checkpoints, notes
from balarea.transparency.tlog.notes import KeyType, SigningKey, VerifierKey

from .trees import vectors

LOG = SigningKey("log.example/2026", KeyType.ED25519, bytes([7]) * 32)
OTHER = SigningKey("other.example", KeyType.ED25519, bytes([8]) * 32)
PLAIN = "log.example/2026\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"


def _note(text: str, *keys: SigningKey) -> bytes:
    return notes.Note(text, tuple(key.sign(text) for key in keys)).format()


def test_signs_the_bytes_that_go_signs() -> None:
    for case in vectors()["notes"]:
        key = SigningKey.parse(case["signer"])
        assert (key.text, key.vkey) == (case["signer"], case["verifier"])
        data = case["note"].encode()
        verifier = VerifierKey.parse(case["verifier"])
        note = notes.open_note(data, [verifier])
        assert note.format() == data == _note(note.text, key)


def test_reads_the_example_of_the_specification() -> None:
    text = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\n"
    line = (
        "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC"
        "+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
    )
    note = notes.parse(f"{text}ed è subito sera.\n\n{line}".encode())
    assert note.text == f"{text}ed è subito sera.\n"
    assert [signature.line for signature in note.signatures] == [line]


def test_verifies_the_note_that_go_s_own_tests_publish() -> None:
    vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    data = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZ"
        "SNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    ).encode()
    key = VerifierKey.parse(vkey)
    assert notes.open_note(data, [key]).format() == data
    with pytest.raises(notes.InvalidNote):
        notes.open_note(data.replace(b"answer", b"Answer"), [key])


def test_reads_checkpoints_of_every_size_that_go_signed() -> None:
    for case in vectors()["notes"][:-1]:
        checkpoint = checkpoints.parse(notes.parse(case["note"].encode()).text)
        assert checkpoint.origin == "log.example/2026"
        assert (
            checkpoint.text.encode() == case["note"].encode().split(b"\n\n")[0] + b"\n"
        )


def test_splits_at_the_last_empty_line() -> None:
    text = "one\n\n— not a signature, but text\n\ntwo\n"
    assert notes.open_note(_note(text, LOG), [LOG.verifier]).text == text


def test_ignores_unknown_keys_and_leaves_them_out() -> None:
    same_name = SigningKey(LOG.name, KeyType.ED25519, bytes([9]) * 32)
    data = _note(PLAIN, OTHER, same_name, LOG)
    assert [
        (signature.name, signature.key_id)
        for signature in notes.open_note(data, [LOG.verifier]).signatures
    ] == [(LOG.name, LOG.verifier.key_id)]


def test_refuses_when_no_key_or_a_failing_key_signed() -> None:
    forged = OTHER.sign(PLAIN)
    forged = notes.Signature(LOG.name, LOG.verifier.key_id, forged.blob)
    data = notes.Note(PLAIN, (OTHER.sign(PLAIN), forged)).format()
    with pytest.raises(notes.InvalidNote, match="fails"):
        notes.open_note(data, [LOG.verifier, OTHER.verifier])
    assert notes.open_note(data, [OTHER.verifier])
    with pytest.raises(notes.InvalidNote, match="no trusted key"):
        notes.open_note(data, [])


def test_reads_a_hundred_signatures_and_no_more() -> None:
    keys = [
        SigningKey(f"w{i}.example", KeyType.ED25519, i.to_bytes(32))
        for i in range(notes.MAX_SIGNATURES)
    ]
    data = _note(PLAIN, *keys)
    opened = notes.open_note(data, [key.verifier for key in keys])
    assert len(opened.signatures) == notes.MAX_SIGNATURES
    with pytest.raises(notes.InvalidNote):
        notes.parse(_note(PLAIN, *keys, LOG))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"text\n",
        b"text\n\n",
        b"text\n\n\n",
        "text\n\n— name AAAAAAA=".encode(),
        "text\n\n— name\n".encode(),
        "text\n\n— name AAAAAA==\n".encode(),
        "text\n\n—  AAAAAAA=\n".encode(),
        b"text\n\n- name AAAAAAA=\n",
        "text\n\n—name AAAAAAA=\n".encode(),
        "text\n\n— a+b AAAAAAA=\n".encode(),
        "text\n\n— a\u00a0b AAAAAAA=\n".encode(),
        "text\n\n— name AAAAAAB=\n".encode(),
        "text\n\n— name AAAAAA A=\n".encode(),
        "text\n\n— name AAAAAAA=\nmore\n".encode(),
        "te\txt\n\n— name AAAAAAA=\n".encode(),
        "te\rxt\n\n— name AAAAAAA=\n".encode(),
        "te\x00xt\n\n— name AAAAAAA=\n".encode(),
        b"te\xffxt\n\n\xe2\x80\x94 name AAAAAAA=\n",
        b"a" * notes.MAX_BYTES + "\n\n— name AAAAAAA=\n".encode(),
    ],
)
def test_refuses_what_is_no_note(data: bytes) -> None:
    with pytest.raises(notes.InvalidNote):
        notes.parse(data)


def test_the_well_formed_counterpart_of_those_is_a_note() -> None:
    note = notes.parse("text\n\n— name AAAAAAA=\n".encode())
    assert note == notes.Note("text\n", (notes.Signature("name", bytes(4), b"\x00"),))


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name",
        "name+00000000+",
        "name+00000000+AA==",
        LOG.vkey.replace("log", "lag"),
        LOG.vkey[:-4],
        LOG.vkey.upper(),
        LOG.vkey + " ",
        "+" + LOG.vkey,
        LOG.text,
    ],
)
def test_refuses_what_is_no_verifier_key(vkey: str) -> None:
    with pytest.raises(notes.InvalidKey):
        VerifierKey.parse(vkey)


def test_a_signing_key_is_read_back_and_hides_its_seed() -> None:
    for key_type in KeyType:
        key = SigningKey("witness.example/w1", key_type, bytes(range(32)))
        assert SigningKey.parse(key.text) == key
        assert VerifierKey.parse(key.vkey) == key.verifier
        assert "\\x01\\x02" not in repr(key)
    with pytest.raises(notes.InvalidKey):
        SigningKey.parse(LOG.vkey)
    with pytest.raises(notes.InvalidKey):
        SigningKey("name", KeyType.ED25519, b"short")


@given(st.binary(max_size=300))
def test_a_parser_of_notes_raises_its_own_error_only(data: bytes) -> None:
    for content in (data, b"text\n\n" + data, "text\n\n— a ".encode() + data + b"\n"):
        try:
            note = notes.parse(content)
        except notes.InvalidNote:
            continue
        assert note.format() == content


@given(st.text(max_size=100))
def test_a_parser_of_keys_and_checkpoints_raises_its_own_error_only(text: str) -> None:
    for content in (text, f"PRIVATE+KEY+name+{text}"):
        with pytest.raises(notes.InvalidKey):
            VerifierKey.parse(content)
        with pytest.raises(notes.InvalidKey):
            SigningKey.parse(content)
    for content in (text, f"{text}\n", f"o\n1\n{text}\n", f"o\n{text}\n{text}\n"):
        try:
            checkpoint = checkpoints.parse(content)
        except checkpoints.InvalidCheckpoint:
            continue
        assert checkpoint.text == content


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n0\n", "\n00\n"),
        ("\n0\n", "\n-1\n"),
        ("\n0\n", "\n+1\n"),
        ("\n0\n", "\n ١\n"),
        ("\n0\n", "\n9223372036854775808\n"),
        ("\n0\n", "\n"),
        ("log", "\nlog"),
        ("log.example/2026", ""),
        ("=\n", "=\n\n"),
        ("=\n", "="),
        ("=\n", "\n"),
        ("47DE", "47D"),
    ],
)
def test_refuses_what_is_no_checkpoint(old: str, new: str) -> None:
    with pytest.raises(checkpoints.InvalidCheckpoint):
        checkpoints.parse(PLAIN.replace(old, new))


def test_reads_extension_lines_and_writes_them_back() -> None:
    checkpoint = checkpoints.parse(f"{PLAIN}extension\n")
    assert checkpoint.extensions == ("extension",)
    assert checkpoint.text == f"{PLAIN}extension\n"
