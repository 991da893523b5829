"""What the look at an upload comes to."""

import dataclasses
import enum


class Kind(enum.StrEnum):
    PDF = "PDF"
    IMAGE = "IMAGE"


class Reason(enum.StrEnum):
    """Why an upload is refused; the sentences stand in `documents.errors`."""

    EMPTY = "EMPTY"
    TOO_BIG = "TOO_BIG"
    UNKNOWN_TYPE = "UNKNOWN_TYPE"
    HEIC = "HEIC"
    KIND_NOT_ASKED = "KIND_NOT_ASKED"
    TWO_IN_ONE = "TWO_IN_ONE"
    DAMAGED = "DAMAGED"
    ANIMATED = "ANIMATED"
    TOO_MANY_PIXELS = "TOO_MANY_PIXELS"
    ODD_SHAPE = "ODD_SHAPE"
    BOMB = "BOMB"
    UNUSUAL = "UNUSUAL"
    ENCRYPTED = "ENCRYPTED"
    ACTIVE = "ACTIVE"
    ATTACHMENTS = "ATTACHMENTS"
    TOO_MANY_PAGES = "TOO_MANY_PAGES"
    TOO_COMPLEX = "TOO_COMPLEX"
    BUSY = "BUSY"
    NOT_CHECKED = "NOT_CHECKED"


class Rejected(Exception):
    """The upload can't be kept."""

    def __init__(self, reason: Reason, **params: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params = params


@dataclasses.dataclass(frozen=True, slots=True)
class Accepted:
    """An upload fit to be kept.

    `content` was written anew from what was examined, and is what is shown; only a
    paper that the mall itself made is shown as it came. `sent` is what came, where it
    is kept beside it: a signature lives on in there. Of a picture it isn't: it would
    tell where and with what it was taken.
    """

    kind: Kind
    content: bytes
    content_type: str
    pages: int = 1
    width: int = 0
    height: int = 0
    sent: bytes = b""
    sent_sha256: bytes = b""
