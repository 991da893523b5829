"""The Merkle tree of RFC 6962 over SHA-256: hashes, proofs and their verification."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Protocol

from .errors import TlogError
from .text_encoding import HASH_SIZE as HASH_SIZE  # also used by readers of trees

EMPTY_ROOT = hashlib.sha256(b"").digest()


class InvalidProof(TlogError):
    """A proof that doesn't lead from what is claimed to the given root."""


class HashReader(Protocol):
    """Reads hashes of complete subtrees."""

    def read(self, level: int, index: int) -> bytes:
        """The hash of subtree number `index` (from zero) of 2**level leaves."""


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(size: int, hashes: HashReader) -> bytes:
    """The root of the tree of the first `size` leaves."""
    return _range_hash(0, size, hashes) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, hashes: HashReader) -> list[bytes]:
    """The path of leaf `index` in the tree of `size` leaves, its sibling first."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    start, end = 0, size
    proof = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_range_hash(middle, end, hashes))
            end = middle
        else:
            proof.append(_range_hash(start, middle, hashes))
            start = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, hashes: HashReader) -> list[bytes]:
    """That the tree of `old` leaves is the beginning of the tree of `new` leaves.

    It is empty if `old` is zero or equal to `new`.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} doesn't begin with one of {old}")
    if old in {0, new}:
        return []
    start, end = 0, new
    proof = []
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_range_hash(middle, end, hashes))
            end = middle
        else:
            proof.append(_range_hash(start, middle, hashes))
            start = middle
    if start:  # else the old root itself, which the verifier has
        proof.append(_range_hash(start, end, hashes))
    return proof[::-1]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Check by RFC 9162 §2.1.3.2 that `leaf` is number `index` of `size` leaves.

    Args:
        leaf: the leaf's hash, as `leaf_hash` gives it.

    Raises:
        InvalidProof: it isn't, or the proof isn't this leaf's.
    """
    if not 0 <= index < size:
        raise InvalidProof(f"no leaf {index} in a tree of {size}")
    _check_hashes([leaf, root, *proof])
    number, last = index, size - 1
    computed = leaf
    for sibling in proof:
        if last == 0:
            raise InvalidProof("the proof is longer than the path")
        if number & 1 or number == last:
            computed = node_hash(sibling, computed)
            while not number & 1 and number:
                number >>= 1
                last >>= 1
        else:
            computed = node_hash(computed, sibling)
        number >>= 1
        last >>= 1
    if last:
        raise InvalidProof("the proof is shorter than the path")
    if computed != root:
        raise InvalidProof("the path leads to another root")


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check by RFC 9162 §2.1.4.2 that the old tree is the beginning of the new one.

    The empty tree begins every tree: C2SP asks for an empty proof then.

    Raises:
        InvalidProof: it isn't, or the proof is of other sizes.
    """
    if not 0 <= old <= new:
        raise InvalidProof(f"a tree of {new} doesn't begin with one of {old}")
    _check_hashes([old_root, new_root, *proof])
    for size, of_size in ((old, old_root), (new, new_root)):
        if size == 0 and of_size != EMPTY_ROOT:
            raise InvalidProof("the empty tree has another root")
    if old in {0, new}:
        if proof:
            raise InvalidProof("nothing is to be proven, the proof must be empty")
        if old == new and old_root != new_root:
            raise InvalidProof("two roots of one size")
        return
    _verify_growth(old, new, old_root, new_root, proof)


def _verify_growth(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    path = list(proof)
    if old & (old - 1) == 0:  # a power of two: its root is a node of the new tree
        path.insert(0, old_root)
    if not path:
        raise InvalidProof("the proof is empty")
    whole = (old & -old).bit_length() - 1  # levels of the old tree's last subtree
    number, last = (old - 1) >> whole, (new - 1) >> whole
    computed_old = computed_new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise InvalidProof("the proof is longer than the path")
        if number & 1 or number == last:
            computed_old = node_hash(sibling, computed_old)
            computed_new = node_hash(sibling, computed_new)
            while not number & 1 and number:
                number >>= 1
                last >>= 1
        else:
            computed_new = node_hash(computed_new, sibling)
        number >>= 1
        last >>= 1
    if last:
        raise InvalidProof("the proof is shorter than the path")
    if computed_old != old_root:
        raise InvalidProof("the path leads to another old root")
    if computed_new != new_root:
        raise InvalidProof("the path leads to another new root")


class CompactRange:
    """A tree that only grows, by the hashes of its right edge.

    `edge` has one hash for each bit of `size`, the largest subtree first: at most 63
    hashes, which can be stored and given back.
    """

    def __init__(self, size: int = 0, edge: Iterable[bytes] = ()) -> None:
        self.size = size
        self._edge = list(edge)
        if size < 0 or len(self._edge) != size.bit_count():
            raise ValueError(f"{len(self._edge)} hashes for {size} leaves")

    @property
    def edge(self) -> tuple[bytes, ...]:
        return tuple(self._edge)

    def append(self, leaf: bytes) -> None:
        """Add one leaf, by its hash."""
        complete, number = leaf, self.size
        while number & 1:
            complete = node_hash(self._edge.pop(), complete)
            number >>= 1
        self._edge.append(complete)
        self.size += 1

    def root(self) -> bytes:
        return _fold(self._edge) if self._edge else EMPTY_ROOT


def _split(width: int) -> int:
    """The largest power of two below `width`, where RFC 6962 splits a range."""
    return 1 << ((width - 1).bit_length() - 1)


def _range_hash(start: int, end: int, hashes: HashReader) -> bytes:
    """The hash over leaves from `start` until `end`, as RFC 6962 splits them.

    `start` is a multiple of the largest power of two that fits into the range.
    """
    subtrees = []
    while start < end:
        level = (end - start).bit_length() - 1
        subtrees.append(hashes.read(level, start >> level))
        start += 1 << level
    return _fold(subtrees)


def _fold(subtrees: Sequence[bytes]) -> bytes:
    *larger, computed = subtrees
    for left in reversed(larger):
        computed = node_hash(left, computed)
    return computed


def _check_hashes(hashes: Iterable[bytes]) -> None:
    if any(len(one) != HASH_SIZE for one in hashes):
        raise InvalidProof(f"a hash that hasn't {HASH_SIZE} bytes")
