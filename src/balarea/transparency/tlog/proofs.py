"""One entry's proof that can be checked without a network (tlog-proof).

c2sp.org/tlog-proof@v1
extra <base64>          (optional, not authenticated)
index <n>
<base64 hash>           (leaf's sibling first, none in a log of one entry)

<the signed checkpoint, verbatim>
"""

from dataclasses import dataclass

from . import merkle
from .checkpoints import Checkpoint
from .errors import TlogError
from .policies import Policy
from .text_encoding import from_base64, from_decimal, from_hash_lines, to_base64

HEADER = "c2sp.org/tlog-proof@v1"
MAX_BYTES = 2_000_000


class InvalidLogProof(TlogError):
    """Bytes that are no tlog-proof."""


@dataclass(frozen=True, slots=True)
class LogProof:
    """Where an entry stands in a log.

    Args:
        index: of the entry, from zero.
        hashes: the inclusion proof.
        checkpoint: the signed note, byte by byte as the log published it.
        extra: what the reader needs besides. Nothing authenticates it: it counts only
            as far as it matches the entry.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""

    def format(self) -> bytes:
        lines = [HEADER]
        if self.extra:
            lines.append(f"extra {to_base64(self.extra)}")
        lines.append(f"index {self.index}")
        lines += [to_base64(one) for one in self.hashes]
        return ("\n".join(lines) + "\n\n").encode() + self.checkpoint

    @classmethod
    def parse(cls, data: bytes) -> "LogProof":
        """The proof in these bytes, with nothing verified, else `InvalidLogProof`."""
        if len(data) > MAX_BYTES:
            raise InvalidLogProof(f"more than {MAX_BYTES} bytes")
        head, separator, checkpoint = data.partition(b"\n\n")
        if not (separator and checkpoint):
            raise InvalidLogProof("no checkpoint after an empty line")
        try:
            extra, index, hashes = _head(head.decode("ascii").split("\n"))
        except ValueError as error:
            raise InvalidLogProof(str(error)) from error
        return cls(index, hashes, checkpoint, extra)

    def verify(self, leaf: bytes, policy: Policy) -> Checkpoint:
        """The checkpoint that has this leaf at this index, signed as `policy` demands.

        Args:
            leaf: the entry's bytes, not its hash.

        Raises:
            TlogError: `PolicyNotMet`, `InvalidNote` or `InvalidCheckpoint` of the
                checkpoint, `InvalidProof` of the path.
        """
        return self.verify_hash(merkle.leaf_hash(leaf), policy)

    def verify_hash(self, leaf_hash: bytes, policy: Policy) -> Checkpoint:
        """The same for a leaf of which only the hash is at hand."""
        checkpoint = policy.check(self.checkpoint)
        merkle.verify_inclusion(
            leaf_hash, self.index, checkpoint.size, self.hashes, checkpoint.root
        )
        return checkpoint


def _head(lines: list[str]) -> tuple[bytes, int, tuple[bytes, ...]]:
    """Extra data, index and hashes of the lines before the checkpoint."""
    if lines[0] != HEADER:
        raise ValueError("another first line")
    extra = b""
    if len(lines) > 1 and lines[1].startswith("extra "):
        extra = from_base64(lines.pop(1).removeprefix("extra "))
        if not extra:
            raise ValueError("an empty extra line")
    if len(lines) < 2 or not lines[1].startswith("index "):
        raise ValueError("no index line")
    index = from_decimal(lines[1].removeprefix("index "))
    return extra, index, from_hash_lines(lines[2:])
