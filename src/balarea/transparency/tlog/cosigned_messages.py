"""The bytes that a cosignature signs (tlog-cosignature 1.0.1 and 1.1.0-rc.1)."""

from . import checkpoints
from .text_encoding import MAX_INTEGER

_LABEL = b"subtree/v1\n\x00"
MAX_NAME = 255


def ed25519(text: str, time: int) -> bytes:
    """Of an Ed25519 cosignature: a header, the time, and the checkpoint's whole text.

    The message doesn't name who cosigns, so one key belongs to one cosigner.
    """
    checkpoints.parse(text)  # a cosignature says something about checkpoints only
    _check_time(time)
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def mldsa44(name: str, text: str, time: int) -> bytes:
    """Of an ML-DSA-44 cosignature: cosigner, time, origin, range of leaves, root.

    The checkpoint's extension lines aren't part of it.
    """
    checkpoint = checkpoints.parse(text)
    _check_time(time)
    return b"".join(
        (
            _LABEL,
            _short(name),
            time.to_bytes(8),
            _short(checkpoint.origin),
            (0).to_bytes(8),
            checkpoint.size.to_bytes(8),
            checkpoint.root,
        )
    )


def _check_time(time: int) -> None:
    if not 0 <= time <= MAX_INTEGER:
        raise ValueError("a time before 1970 or beyond 63 bits")


def _short(text: str) -> bytes:
    data = text.encode()
    if not 1 <= len(data) <= MAX_NAME:
        raise ValueError(f"a name of {len(data)} bytes")
    return bytes([len(data)]) + data
