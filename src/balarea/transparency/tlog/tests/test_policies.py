"""A checkpoint counts with the signatures that a policy demands, and not with fewer."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.transparency.tlog import merkle, notes, policies, proofs
from balarea.transparency.tlog.checkpoints import Checkpoint
from balarea.transparency.tlog.notes import KeyType, Note, SigningKey
from balarea.transparency.tlog.policies import Policy, PolicyNotMet, Shortfall
from balarea.transparency.tlog.proofs import LogProof

from .trees import tree_of

ORIGIN = "log.example/2026"
TIME = 1_795_000_000
SIZE = 100
LOG = SigningKey(ORIGIN, KeyType.ED25519, bytes(32))
LOG_LATTICE = SigningKey(ORIGIN, KeyType.MLDSA44_COSIGNATURE, bytes(32))
TREE = tree_of(SIZE)
TEXT = Checkpoint(ORIGIN, SIZE, merkle.root(SIZE, TREE)).text
NAMES = ("supervisor", "peer1", "peer2", "peer3", "peer4", "campus", "press")
WITNESSES = {
    name: SigningKey(f"{name}.example", KeyType.ED25519_COSIGNATURE, bytes([n]) * 32)
    for n, name in enumerate(NAMES, start=1)
}
POLICY = (
    "# who must have seen a checkpoint\n\n"
    + f"\tlog {LOG.vkey}  https://log.example/2026 \n"
    + f"log {LOG_LATTICE.vkey}\n"
    + "".join(f"witness {name} {key.vkey}\n" for name, key in WITNESSES.items())
    + "group peers 2 peer1 peer2 peer3 peer4\n"
    + "group civil any campus press\n"
    + "group quorum all supervisor peers civil\n"
    + "quorum quorum\n"
)


def _note(*names: str, log: SigningKey = LOG, text: str = TEXT) -> bytes:
    signatures = [WITNESSES[name].sign(text, TIME) for name in names]
    return Note(text, (log.sign(text), *signatures)).format()


def test_a_policy_is_written_as_it_was_read() -> None:
    policy = Policy.parse(POLICY)
    assert Policy.parse(policy.format()) == policy
    assert policy.logs[0].url == "https://log.example/2026"
    assert [group.threshold for group in policy.groups] == [2, 1, 3]


def test_every_choice_of_witnesses_counts_as_the_groups_say() -> None:
    policy = Policy.parse(POLICY)
    for count in range(len(NAMES) + 1):
        for names in itertools.combinations(NAMES, count):
            peers = sum(name.startswith("peer") for name in names)
            is_enough = (
                "supervisor" in names and peers >= 2 and {*names} & {"campus", "press"}
            )
            assert (not policy._missing({*names})) == bool(is_enough), names


def test_accepts_the_log_s_second_key_and_says_what_is_missing() -> None:
    policy = Policy.parse(POLICY)
    enough = "supervisor", "peer2", "peer4", "press"
    for log in (LOG, LOG_LATTICE):
        assert policy.check(_note(*enough, log=log)).size == SIZE
    with pytest.raises(PolicyNotMet) as refused:
        policy.check(_note("supervisor", "peer1"))
    assert refused.value.missing == (
        Shortfall("quorum", 3, 1, ("peers", "civil")),
        Shortfall("peers", 2, 1, ("peer2", "peer3", "peer4")),
        Shortfall("civil", 1, 0, ("campus", "press")),
    )


def test_refuses_a_checkpoint_that_no_listed_log_signed() -> None:
    policy = Policy.parse(f"log {LOG.vkey}\nquorum none\n")
    assert policy.check(_note()).origin == ORIGIN
    for data in (
        _note(log=LOG_LATTICE),
        _note(text=TEXT.replace(ORIGIN, "other.example")),
    ):
        with pytest.raises(PolicyNotMet) as refused:
            policy.check(data)
        assert refused.value.missing == ()
    one = Policy.parse(
        f"log {LOG.vkey}\nwitness w {WITNESSES['peer1'].vkey}\nquorum w\n"
    )
    with pytest.raises(PolicyNotMet) as refused:
        one.check(_note("peer2"))
    assert refused.value.missing == (Shortfall("w", 1, 0),)


def test_refuses_the_whole_note_when_a_listed_witness_s_signature_fails() -> None:
    signature = WITNESSES["press"].sign(TEXT, TIME)
    blob = signature.blob[:-1] + bytes([signature.blob[-1] ^ 1])
    forged = notes.Signature(signature.name, signature.key_id, blob)
    policy = Policy.parse(POLICY)
    assert policy.check(_note(*NAMES) + signature.line.encode()).size == SIZE
    with pytest.raises(notes.InvalidNote):
        policy.check(_note(*NAMES) + forged.line.encode())


LINE = f"witness a {WITNESSES['peer1'].vkey}\nwitness b {WITNESSES['peer2'].vkey}\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quorum\n",
        "quorum a b\n",
        "quorum a\n",
        "quorum none\nquorum none\n",
        "log\nquorum none\n",
        "log vkey\nquorum none\n",
        f"log {LOG.vkey} a b\nquorum none\n",
        f"log {LOG.vkey}\nlog {LOG.vkey}\nquorum none\n",
        f"log {WITNESSES['press'].vkey}\nquorum none\n",
        f"witness w {LOG.vkey}\nquorum w\n",
        f"witness none {WITNESSES['press'].vkey}\nquorum none\n",
        f"{LINE}{LINE}quorum none\n",
        f"{LINE}witness c {WITNESSES['peer1'].vkey}\nquorum none\n",
        f"{LINE}group a any b\nquorum none\n",
        f"{LINE}group c 0 a b\nquorum none\n",
        f"{LINE}group c 3 a b\nquorum none\n",
        f"{LINE}group c 01 a b\nquorum none\n",
        f"{LINE}group c some a b\nquorum none\n",
        f"{LINE}group c any\nquorum none\n",
        f"{LINE}group c any a a\nquorum none\n",
        f"{LINE}group c any d\nquorum none\n",
        f"{LINE}group c any none\nquorum none\n",
        f"{LINE}group c any c\nquorum none\n",
        f"{LINE}group c any a\ngroup d any a\nquorum none\n",
        "quorum none\r\n",
        "# \x7f\nquorum none\n",
        "other line\nquorum none\n",
    ],
)
def test_refuses_what_is_no_policy(text: str) -> None:
    with pytest.raises(policies.InvalidPolicy):
        Policy.parse(text)


@given(st.lists(st.sampled_from([*POLICY.split(), "\n", "any", "none", "3"])))
def test_a_parser_of_policies_raises_its_own_error_only(words: list[str]) -> None:
    try:
        policy = Policy.parse(" ".join(words))
    except policies.InvalidPolicy:
        return
    assert Policy.parse(policy.format()) == policy


def _proof(index: int, *names: str, extra: bytes = b"") -> LogProof:
    hashes = merkle.inclusion_proof(index, SIZE, TREE)
    return LogProof(index, tuple(hashes), _note(*names), extra)


def test_a_proof_shows_an_entry_offline() -> None:
    policy = Policy.parse(POLICY)
    proof = _proof(42, *NAMES, extra=b"opening")
    assert LogProof.parse(proof.format()) == proof
    head = b"c2sp.org/tlog-proof@v1\nextra b3BlbmluZw==\nindex 42\n"
    assert proof.format().startswith(head)
    assert LogProof.parse(proof.format()).verify(b"leaf 42", policy).size == SIZE


def test_refuses_a_proof_of_another_entry_or_with_fewer_witnesses() -> None:
    policy = Policy.parse(POLICY)
    with pytest.raises(merkle.InvalidProof):
        _proof(42, *NAMES).verify(b"leaf 43", policy)
    with pytest.raises(merkle.InvalidProof):
        LogProof(7, _proof(42).hashes, _note(*NAMES)).verify(b"leaf 42", policy)
    with pytest.raises(PolicyNotMet):
        _proof(42, "supervisor").verify(b"leaf 42", policy)


GOOD = _proof(42, "press", extra=b"opening").format()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"@v1", b"@v2"),
        (b"extra b3", b"extra  b3"),
        (b"extra b3BlbmluZw==", b"extra "),
        (b"extra", b"more"),
        (b"index 42", b"index 042"),
        (b"index 42", b"index"),
        (b"index 42\n", b""),
        (b"index 42\n", b"index 42\nAAAA\n"),
        (b"index 42\n", b"index 42\n" + (b"A" * 43 + b"=\n") * 60),
        (b"index 42\n", b"index 42\n\xff\n"),
        (b"\n\nlog", b"\nlog"),
    ],
)
def test_refuses_what_is_no_proof(old: bytes, new: bytes) -> None:
    assert old in GOOD
    with pytest.raises(proofs.InvalidLogProof):
        LogProof.parse(GOOD.replace(old, new, 1))


@given(st.binary(max_size=200), st.integers(0, len(GOOD)), st.integers(0, 50))
def test_a_parser_of_proofs_raises_its_own_error_only(
    data: bytes, position: int, removed: int
) -> None:
    for content in (data, GOOD[:position] + data + GOOD[position + removed :]):
        try:
            proof = LogProof.parse(content)
        except proofs.InvalidLogProof:
            continue
        assert proof.format() == content
