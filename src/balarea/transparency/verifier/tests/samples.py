"""A small log with three witnesses, and a receipt of it, made by the pure parts."""

import dataclasses
import functools
import hashlib
from uuid import UUID

from balarea.transparency.entries import commitments, leaves
from balarea.transparency.receipts import receipt_format
from balarea.transparency.tlog import merkle
from balarea.transparency.tlog.checkpoints import Checkpoint
from balarea.transparency.tlog.notes import KeyType, Note, SigningKey
from balarea.transparency.tlog.proofs import LogProof

ORIGIN = "mall.example/transparansi/log"
SECRET = b"\x07" * 32
ENTRY = UUID("019ad000-0000-7000-8000-000000000001")
TIME = 1_780_000_000
SIZE, INDEX, EARLIER = 21, 13, 8
FIELDS: dict[str, commitments.Value] = {
    "id": str(ENTRY),
    "type": "RECEIVED",
    "at": "2026-05-28T20:26:40.250000+00:00",
    "by": "019ad000-0000-7000-8000-00000000000b",
    "fact.reference": "7KQ-2M4 “é” <&> \t\u2028",
    "fact.files": 3,
}
OPENED = ("id", "type", "at", "fact.reference", "fact.files")


def seed(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


LOG = SigningKey(ORIGIN, KeyType.ED25519, seed("log"))
LOG_ML_DSA = SigningKey(ORIGIN, KeyType.MLDSA44_COSIGNATURE, seed("log-ml-dsa"))
WITNESSES = tuple(
    SigningKey(f"{name}.example/saksi", KeyType.ED25519_COSIGNATURE, seed(name))
    for name in ("pengawas", "tetangga", "kampus")
)
POLICY = (
    "# Contoh aturan saksi\n"
    f"log {LOG.vkey} https://{ORIGIN}/\n"
    f"log {LOG_ML_DSA.vkey}\n"
    + "".join(f"witness {key.name.split('.')[0]} {key.vkey}\n" for key in WITNESSES)
    + "group luar any tetangga kampus\n"
    "group semua all pengawas luar\n"
    "quorum semua\n"
).encode()


@dataclasses.dataclass(frozen=True)
class Tree(merkle.HashReader):
    """The hashes of a few leaves, computed when they are read."""

    hashes: tuple[bytes, ...]

    def read(self, level: int, index: int) -> bytes:
        if level == 0:
            return self.hashes[index]
        left, right = (self.read(level - 1, 2 * index + side) for side in (0, 1))
        return merkle.node_hash(left, right)


def leaf(**changed: object) -> leaves.Leaf:
    committed = commitments.root(commitments.commit(SECRET, ENTRY, FIELDS))
    whole = leaves.Leaf(
        version=2,
        type="RECEIVED",
        agency="DPMPTSP",
        service="DPM-01",
        tag=seed("tag"),
        time=TIME,
        actor=b"\x01" * 16,
        commitment=committed,
        previous=b"",
        rules=seed("rules"),
        is_late=False,
    )
    return dataclasses.replace(whole, **changed)  # type: ignore[arg-type]


def proven_leaf() -> bytes:
    return leaves.encode(leaf())


def opening(names: tuple[str, ...] = OPENED) -> commitments.Opening:
    return commitments.opening(SECRET, ENTRY, FIELDS, names)


def tree(leaf_bytes: bytes, size: int = SIZE) -> Tree:
    """Leaf number `INDEX` is the given one, if the tree is that large."""
    others = [merkle.leaf_hash(f"leaf {i}".encode()) for i in range(size)]
    if size > INDEX:
        others[INDEX] = merkle.leaf_hash(leaf_bytes)
    return Tree(tuple(others))


def note(
    leaf_bytes: bytes,
    *,
    size: int = SIZE,
    time: int = TIME + 2,
    signers: tuple[SigningKey, ...] = (LOG, LOG_ML_DSA, *WITNESSES),
    origin: str = ORIGIN,
) -> bytes:
    root = merkle.root(size, tree(leaf_bytes, size))
    text = Checkpoint(origin, size, root).text
    signed = [
        key.sign(text) if key.type is KeyType.ED25519 else key.sign(text, time + i)
        for i, key in enumerate(signers)
    ]
    return Note(text, tuple(signed)).format()


def proof(leaf_bytes: bytes = b"", **changed: object) -> LogProof:
    """A proof of the sample's leaf, or of another one."""
    leaf_bytes = leaf_bytes or proven_leaf()
    earlier = note(leaf_bytes, size=EARLIER, time=TIME - 30)
    extra = receipt_format.Extra(leaf_bytes, opening(), earlier)
    path = merkle.inclusion_proof(INDEX, SIZE, tree(leaf_bytes))
    whole = LogProof(INDEX, tuple(path), note(leaf_bytes), extra.to_bytes())
    return dataclasses.replace(whole, **changed)  # type: ignore[arg-type]


@functools.cache
def receipt() -> bytes:
    """The `.tlog-proof` that every verifier accepts."""
    return proof().format()


@functools.cache
def qr_text() -> str:
    return receipt_format.qr_of(proof())


def pdf(*attached: tuple[str, bytes]) -> bytes:
    """A file with attachments as typst writes them."""
    objects = [
        b"%d 0 obj\n<</Length %d/Type/EmbeddedFile/Subtype/text#2Fplain"
        b"/Params<</Size %d>>>>\nstream\n%b\nendstream\nendobj\n"
        % (number, len(content), len(content), content)
        for number, (_, content) in enumerate(attached, start=1)
    ]
    return b"%PDF-1.7\n" + b"".join(objects) + b"%%EOF\n"


@functools.cache
def pdf_receipt() -> bytes:
    return pdf(("proof.tlog-proof", receipt()), ("policy.txt", POLICY))
