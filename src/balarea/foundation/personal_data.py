"""What a model declares of fields that tell something of a person (house rule 11).

A model has ``personal = {"field": Personal(Tells.…, Form.…, Keeps.…)}``. The register
of personal data (UU 27/2022 art. 31) is written from it; a test finds what is missing.
"""

import dataclasses
import enum


class Tells(enum.StrEnum):
    """What it tells of a person."""

    NAME = "NAME"
    NIK = "NIK"
    CONTACT = "CONTACT"  # a phone or e-mail address
    ANSWERS = "ANSWERS"  # whatever a service asks for, files and decisions too
    FILE = "FILE"  # what a file holds, as its fingerprint
    LOGIN = "LOGIN"  # how somebody signs in
    LANGUAGE = "LANGUAGE"
    ACTOR = "ACTOR"  # who acted
    OFFICE = "OFFICE"  # an official's position; public
    NETWORK = "NETWORK"  # from where somebody asked
    PAYMENT = "PAYMENT"  # a movement of somebody's money


class Form(enum.StrEnum):
    """How it lies in the table."""

    PLAIN = "PLAIN"
    MASKED = "MASKED"  # enough to recognise one's own, too little to find another's
    SEALED = "SEALED"  # under the key of its case
    INDEX = "INDEX"  # a keyed fingerprint: answers "is it this one?", to us alone
    HASH = "HASH"  # a fingerprint that whoever holds the same thing can compute
    PSEUDONYM = "PSEUDONYM"  # an id that leads to a person inside the house only


class Keeps(enum.StrEnum):
    """Until when it is kept."""

    CASE = "CASE"  # until the case is erased, by destroying its key or its row
    RECORD = "RECORD"  # as long as the act of government that it is part of
    ACCOUNT = "ACCOUNT"  # as long as its account or contact is known
    OFFICE = "OFFICE"  # as long as the acts of that official are kept
    WINDOW = "WINDOW"  # of use for minutes or days only, then a job clears it away


@dataclasses.dataclass(frozen=True, slots=True)
class Personal:
    tells: Tells
    form: Form
    keeps: Keeps
