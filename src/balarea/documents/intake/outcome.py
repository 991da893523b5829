"""The result of checking an upload."""

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
    """The upload is refused."""

    def __init__(self, reason: Reason, **params: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params = params


@dataclasses.dataclass(frozen=True, slots=True)
class Accepted:
    """An upload that can be stored.

    `content` is the rewritten file, and what is shown; only a document that the mall
    itself issued is shown as it came. `sent` is the file as it came, where it is stored
    as well, because a signature in it stays valid. Of a picture it isn't stored: it
    would tell where and with which camera it was taken. Of photos that became one PDF
    (`is_scanned`) it is a PDF of the same pictures in full size.
    """

    kind: Kind
    content: bytes
    content_type: str
    pages: int = 1
    width: int = 0
    height: int = 0
    sent: bytes = b""
    sent_sha256: bytes = b""
    is_scanned: bool = False
