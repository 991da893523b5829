"""In what a service ends besides a document, and what the law says of its end."""

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


class Collect(Shape, frozen=True):
    """A thing that is collected at a desk, besides the PDF.

    It is ready `ready_working_days` after the PDF is issued. `place_field` names the
    CHOICE whose answer is the place; its choice `desk_value`, and no `place_field` at
    all, mean the agency's desk in the mall.
    """

    thing: Text
    bring: tuple[Text, ...]
    ready_working_days: int = 0
    place_field: str | None = None
    desk_value: str | None = None


class Finding(Shape, frozen=True):
    """What the office itself determines and the document states: a zone, a score.

    Whoever decides writes it, as the text of the decision; the document has it in a row
    of this `label`. `hint` tells the officer what it must say; `by_rules` is what the
    document states where rules decided.
    """

    label: Text
    hint: Text
    by_rules: Text | None = None


class Exit(Shape, frozen=True):
    """Where a form ends without filing: what to do instead, and by which service."""

    text: Text
    service: str | None = None


class Silence(Shape, frozen=True):
    """What the law makes of a deadline that has passed without a decision."""

    means: Literal["GRANTED", "REFUSED", "ESCALATED"]
    legal_basis: str


class Objection(Shape, frozen=True):
    """To whom one objects to a decision, and in how many working days."""

    to: Text
    working_days: int
    legal_basis: str


class Extension(Shape, frozen=True):
    """By how many working days the law lets the office extend its deadline, once."""

    working_days: int
    legal_basis: str


class Announcement(Shape, frozen=True):
    """A complete application is announced, so that third parties may object.

    `who` may object within `working_days`; `shown` are the questions whose answers are
    public for so long.
    """

    who: Text
    working_days: int
    legal_basis: str
    shown: tuple[str, ...] = ()


class Renewal(Shape, frozen=True):
    """From how many days before its end a document may be renewed, by which service.

    Without a service it is this one. `answers`: question → the choice that says that
    it is a renewal; `number_field`: the question for the earlier document's number.
    """

    days_before: int
    service: str | None = None
    answers: dict[str, str] = {}
    number_field: str | None = None


class Transfer(Shape, frozen=True):
    """By which law a document passes to another holder; `answers` as of a renewal."""

    legal_basis: str
    answers: dict[str, str] = {}
    number_field: str | None = None


class Retention(Shape, frozen=True):
    """How long the file of a closed case is stored; 0 years: permanently."""

    years: int
    legal_basis: str
