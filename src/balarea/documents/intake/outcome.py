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

    `is_rebuilt` tells that `content` was written anew and is not what was sent:
    always so for pictures, and for PDFs only where they were damaged.
    """

    kind: Kind
    content: bytes
    content_type: str
    pages: int = 1
    width: int = 0
    height: int = 0
    is_rebuilt: bool = False
