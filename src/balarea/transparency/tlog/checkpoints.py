"""What a log says of itself at one moment: origin, size and root (tlog-checkpoint)."""

from dataclasses import dataclass

from .errors import TlogError
from .text_encoding import HASH_SIZE, MAX_INTEGER, from_base64, from_decimal, to_base64


class InvalidCheckpoint(TlogError):
    """A text that isn't a checkpoint's."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The unsigned text of a checkpoint.

    Args:
        origin: the log's name, also the name of the key that signs.
        size: how many leaves the tree has.
        root: 32 bytes.
        extensions: lines that the log added. We write none; other logs may.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lines = (self.origin, *self.extensions)
        if not all(lines) or any("\n" in line for line in lines):
            raise InvalidCheckpoint("an empty line, or one that has two")
        if not 0 <= self.size <= MAX_INTEGER:
            raise InvalidCheckpoint("a size below zero or beyond 63 bits")
        if len(self.root) != HASH_SIZE:
            raise InvalidCheckpoint(f"a root that hasn't {HASH_SIZE} bytes")

    @property
    def text(self) -> str:
        """What is signed, with its last newline."""
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def parse(text: str) -> Checkpoint:
    """The checkpoint of a note's text, else `InvalidCheckpoint`."""
    *lines, last = text.split("\n")
    if last or len(lines) < 3:
        raise InvalidCheckpoint("fewer than three lines, or an unfinished one")
    origin, size, root, *extensions = lines
    try:
        return Checkpoint(
            origin, from_decimal(size), from_base64(root), tuple(extensions)
        )
    except InvalidCheckpoint:
        raise
    except ValueError as error:
        raise InvalidCheckpoint(f"size or root: {error}") from error
