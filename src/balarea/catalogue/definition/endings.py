"""In what a service ends besides a document."""

from typing import Literal

from .texts import Shape, Text


class Register(Shape, frozen=True):
    """The register that decides on what is handed over: OSS, BPN, Coretax …

    `address` is its website, where the citizen may follow the other number.
    """

    name: Text
    address: str | None = None


class Result(Shape, frozen=True):
    """What a decision is where no document comes of it: an answer, or an act.

    An act (a street light mended, a machine lent) has its day. The citizen confirms
    either, or says that it isn't so.
    """

    kind: Literal["ANSWER", "ACT"]
    title: Text
