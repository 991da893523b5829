"""A signed promise that the log will have an entry by a time.

Given where the log or its witnesses are away, so that no receipt can be made yet. It
is a signed note by a key of its own, which the serving process holds: the log's key
lies where that process can't read it. Whoever holds a promise past its time, and finds
no leaf with its tag in a checkpoint cosigned by then, has evidence against the mall.

Pure: the monitor's program uses it without Django.
"""

import dataclasses

from balarea.transparency.entries.leaves import Leaf
from balarea.transparency.tlog import notes
from balarea.transparency.tlog.text_encoding import (
    from_base64,
    from_decimal,
    to_base64,
)
from balarea.transparency.verifier import base45

# Before the text of a QR code: the signed note in base45, on one line of ASCII.
QR = "BLP1:"
HEADER = "balarea-promise/v1"
SECONDS = 24 * 60 * 60  # from the time at which the database wrote the entry
_SIZE = 32


class InvalidPromise(ValueError):
    """Bytes that are no promise, or one that the key didn't sign."""


@dataclasses.dataclass(frozen=True, slots=True)
class LogPromise:
    """What is promised.

    Attributes:
        origin: of the log.
        tag, commitment: 32 bytes each, by which a reader recognizes the leaf.
        deadline: in seconds of Unix time: a checkpoint that has the leaf is cosigned
            by then.
    """

    origin: str
    tag: bytes
    commitment: bytes
    deadline: int

    @property
    def text(self) -> str:
        lines = (
            HEADER,
            self.origin,
            f"tag {to_base64(self.tag)}",
            f"commitment {to_base64(self.commitment)}",
            f"by {self.deadline}",
        )
        return "".join(f"{line}\n" for line in lines)

    def is_about(self, leaf: Leaf) -> bool:
        return (leaf.tag, leaf.commitment) == (self.tag, self.commitment)


def key_name(origin: str) -> str:
    """The name of the key that signs the promises of a log."""
    return f"{origin}/janji"


def signed(promise: LogPromise, key: notes.SigningKey) -> bytes:
    """The promise as a signed note."""
    return notes.Note(promise.text, (key.sign(promise.text),)).format()


def qr_of(data: bytes) -> str:
    """The text of the QR code of a signed promise; `opened` reads it too."""
    return QR + base45.encode(data)


def is_promise(data: bytes) -> bool:
    """Whether these bytes are meant as a promise, be it genuine or not."""
    return data.startswith((HEADER.encode(), QR.encode()))


def opened(data: bytes, key: notes.VerifierKey) -> LogPromise:
    """The promise in a signed note, or in a QR code's text, verified.

    Raises:
        InvalidPromise: it is malformed, of another log, or not signed by the key.
    """
    try:
        if data.startswith(QR.encode()):
            # A space may end base45, a line break can't.
            text = data.decode("ascii").rstrip("\r\n")
            data = base45.decode(text.removeprefix(QR))
        note = notes.open_note(data, [key])
        header, origin, tag, commitment, by, end = note.text.split("\n")
        promise = LogPromise(
            origin,
            from_base64(_after("tag ", tag)),
            from_base64(_after("commitment ", commitment)),
            from_decimal(_after("by ", by)),
        )
    except ValueError as error:
        raise InvalidPromise(str(error)) from error
    is_sized = len(promise.tag) == len(promise.commitment) == _SIZE
    if header != HEADER or end or not is_sized or key.name != key_name(origin):
        raise InvalidPromise("another form")
    return promise


def _after(prefix: str, line: str) -> str:
    if not line.startswith(prefix):
        raise InvalidPromise(f"no line of {prefix.strip()}")
    return line.removeprefix(prefix)
