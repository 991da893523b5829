"""In what a service ends besides a document."""

from .texts import Shape, Text


class Register(Shape, frozen=True):
    """The register that decides on what is handed over: OSS, BPN, Coretax …

    `address` is its website, where the citizen may follow the other number.
    """

    name: Text
    address: str | None = None
