"""What an example of a definition is expected to give."""

from .texts import Shape


class Expectation(Shape, frozen=True):
    """The expected result of an example. What is left out is not compared.

    `unconfirmed` is what rules leave to an officer; empty: they decide at once.
    """

    pages: tuple[str, ...] | None = None
    requirements: tuple[str, ...] | None = None
    fee: int | None = None
    problems: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] | None = None
    advice: tuple[str, ...] | None = None
